# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/prometheus'

class PrometheusTest < RuntimeTest
  SERIES = { 'backlog' => ['puma_backlog', 'gauge', 'Requests that wait.'],
             'requestsTotal' => ['puma_requests_total', 'counter', 'Requests since the start.'] }.freeze

  def test_writes_help_type_and_value_of_each_series_in_order
    assert_equal <<~TEXT, CdkPumaEks::Prometheus.text(SERIES, 'requestsTotal' => 12, 'backlog' => 0.5, 'unasked' => 1)
      # HELP puma_backlog Requests that wait.
      # TYPE puma_backlog gauge
      puma_backlog 0.5
      # HELP puma_requests_total Requests since the start.
      # TYPE puma_requests_total counter
      puma_requests_total 12
    TEXT
  end

  def test_leaves_out_what_has_no_value_but_not_a_zero
    assert_equal ['puma_backlog 0'], CdkPumaEks::Prometheus.text(SERIES, 'backlog' => 0).lines(chomp: true).drop(2)
    assert_empty CdkPumaEks::Prometheus.text(SERIES, {})
  end
end
