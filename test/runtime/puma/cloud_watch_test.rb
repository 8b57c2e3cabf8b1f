# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/cloud_watch'
require 'cdk_puma_eks/settings'
require 'cdk_puma_eks/statistic_set'

class CloudWatchTest < RuntimeTest
  METRICS = { 'namespace' => 'Puma', 'names' => { 'backlog' => 'Backlog', 'running' => 'Running' },
              'dimensions' => { 'Service' => 'email', 'Stage' => 'a&b=c d' } }.freeze
  DIMENSIONS = { 'Dimensions.member.1.Name' => 'Service', 'Dimensions.member.1.Value' => 'email',
                 'Dimensions.member.2.Name' => 'Stage', 'Dimensions.member.2.Value' => 'a&b=c d' }.freeze
  TIME = Time.new(2030, 1, 2, 5, 4, 5, '+02:00')

  def test_puts_every_value_of_every_point_as_a_statistic_set
    fields = put(METRICS, [[TIME, { 'backlog' => set(3, 1, 2), 'running' => set(5) }], [TIME + 10, { 'backlog' => set(0.5) }]])

    assert_equal %w[PutMetricData 2010-08-01 Puma], fields.values_at('Action', 'Version', 'Namespace')
    assert_equal(
      [
        { 'MetricName' => 'Backlog', 'Timestamp' => '2030-01-02T03:04:05Z', 'StorageResolution' => '60',
          'StatisticValues.SampleCount' => '3', 'StatisticValues.Sum' => '6', 'StatisticValues.Minimum' => '1',
          'StatisticValues.Maximum' => '3' },
        { 'MetricName' => 'Running', 'Timestamp' => '2030-01-02T03:04:05Z', 'StorageResolution' => '60',
          'StatisticValues.SampleCount' => '1', 'StatisticValues.Sum' => '5', 'StatisticValues.Minimum' => '5',
          'StatisticValues.Maximum' => '5' },
        { 'MetricName' => 'Backlog', 'Timestamp' => '2030-01-02T03:04:15Z', 'StorageResolution' => '60',
          'StatisticValues.SampleCount' => '1', 'StatisticValues.Sum' => '0.5', 'StatisticValues.Minimum' => '0.5',
          'StatisticValues.Maximum' => '0.5' },
      ].map { |datum| datum.merge(DIMENSIONS) }, data(fields)
    )
  end

  def test_asks_for_the_resolution_that_is_set
    fields = put(METRICS.merge('storageResolution' => 1), [[TIME, { 'backlog' => set(1) }]])

    assert_equal '1', fields['MetricData.member.1.StorageResolution']
  end

  def test_a_value_without_a_name_has_its_own_with_a_capital
    assert_equal 'BusyThreads', put(METRICS, [[TIME, { 'busyThreads' => set(1) }]])['MetricData.member.1.MetricName']
    assert_equal 'Backlog', put(METRICS.except('names'), [[TIME, { 'backlog' => set(1) }]])['MetricData.member.1.MetricName']
  end

  def test_needs_its_settings
    %w[namespace dimensions].each do |name|
      message = failure { put(METRICS.reject { |key, _value| key == name }, []) }
      assert_match(/has no metrics\.#{name}:/, message)
    end
  end

  def test_raises_what_cloudwatch_refuses
    assert_raises(CdkPumaEks::AwsApi::Refused) do
      put(METRICS, [[TIME, { 'backlog' => set(1) }]], [400, '<Code>InvalidParameterValue</Code>'])
    end
  end

  private

  # The form that CloudWatch gets.
  def put(metrics, points, answer = [200, ''])
    LoopbackApi.serve(answer) do |api|
      with_aws('AWS_REGION' => 'eu-west-1', 'AWS_ACCESS_KEY_ID' => 'AKID', 'AWS_SECRET_ACCESS_KEY' => 'secret',
               'AWS_ENDPOINT_URL_CLOUDWATCH' => api.url) do
        CdkPumaEks::CloudWatch.new(CdkPumaEks::Settings.new({ 'metrics' => metrics }, 's.json')).put(points)
      end
      assert_equal 'application/x-www-form-urlencoded', api.asked.first.headers['content-type']
      URI.decode_www_form(api.asked.first.body).to_h
    end
  end

  # The members of the form's list, in order.
  def data(fields)
    members = Hash.new { |all, index| all[index] = {} }
    fields.each do |name, value|
      list, _member, index, key = name.split('.', 4)
      members[Integer(index)][key] = value if list == 'MetricData'
    end
    members.sort.map(&:last)
  end

  def set(*values)
    CdkPumaEks::StatisticSet.new.tap { |made| values.each { |value| made.add(value) } }
  end
end
