# frozen_string_literal: true

require 'time'
require 'uri'
require 'cdk_puma_eks/aws_api'

module CdkPumaEks
  # Sends points to CloudWatch: PutMetricData in AWS's query protocol.
  class CloudWatch
    def initialize(settings)
      @api = AwsApi.new('monitoring', 'AWS_ENDPOINT_URL_CLOUDWATCH')
      @namespace = settings.fetch('metrics', 'namespace')
      @names = settings.get('metrics', 'names', default: {})
      @dimensions = settings.fetch('metrics', 'dimensions')
      @resolution = settings.get('metrics', 'storageResolution', default: 60)
    end

    # @param points [Array<[Time, Hash{String => StatisticSet}]>]
    def put(points)
      data = points.flat_map { |time, sets| sets.map { |name, set| datum(named(name), time, set) } }
      fields = { 'Action' => 'PutMetricData', 'Version' => '2010-08-01', 'Namespace' => @namespace }
      data.each.with_index(1) do |datum, index|
        datum.each { |key, value| fields["MetricData.member.#{index}.#{key}"] = value }
      end
      @api.post({ 'content-type' => 'application/x-www-form-urlencoded' }, URI.encode_www_form(fields))
    end

    private

    # Its own name with a capital, where the settings have no other.
    def named(name)
      @names.fetch(name) { name[0].upcase + name[1..] }
    end

    def datum(name, time, set)
      dimensions = @dimensions.each.with_index(1).flat_map do |(key, value), index|
        [["Dimensions.member.#{index}.Name", key], ["Dimensions.member.#{index}.Value", value]]
      end
      { 'MetricName' => name, 'Timestamp' => time.utc.iso8601, 'StorageResolution' => @resolution,
        'StatisticValues.SampleCount' => set.count, 'StatisticValues.Sum' => set.sum,
        'StatisticValues.Minimum' => set.min, 'StatisticValues.Maximum' => set.max }.merge(dimensions.to_h)
    end
  end
end
