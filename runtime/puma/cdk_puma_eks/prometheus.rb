# frozen_string_literal: true

module CdkPumaEks
  # What the publisher knows, in Prometheus' text format 0.0.4: series without a value are left out.
  module Prometheus
    TYPE = 'text/plain; version=0.0.4; charset=utf-8'

    # @param series [Hash{String => Array<String>}] name, type and help of each series, by our name of its value
    def self.text(series, values)
      series.select { |of, _| values[of] }.map do |of, (name, type, help)|
        "# HELP #{name} #{help}\n# TYPE #{name} #{type}\n#{name} #{values[of]}\n"
      end.join
    end
  end
end
