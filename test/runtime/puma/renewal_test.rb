# frozen_string_literal: true

require_relative 'test_helper'
require 'puma'
require 'cdk_puma_eks/renewal'
require 'cdk_puma_eks/settings'

class RenewalTest < RuntimeTest
  Launcher = Struct.new(:binder)

  # As much of a pod as renewal needs: what it serves, by secret.
  Pod = Struct.new(:settings, :served, :current) do
    def secret_ids = served.keys
    def secrets_budget = 30
    def version(id) = served.fetch(id)
    def ports(id) = [id.length]
    def renew(id, version, _certificate) = served[id] = version

    def read(id, secrets)
      [secrets.version(id), CdkPumaEks::Certificate.new(id, current.fetch(id))]
    end
  end

  # Answers with each secret's current version, or raises it.
  Shelf = Struct.new(:versions) do
    def version(id)
      answer = versions.fetch(id)
      answer.is_a?(Exception) ? raise(answer) : answer
    end
  end

  TEXT = Issue.text(*Issue.pair('api.example.com'))

  def setup
    @pod = Pod.new(CdkPumaEks::Settings.new({}, 's.json'), { '/Cert/a' => 'v1', '/Cert/b' => 'v1' },
                   { '/Cert/a' => TEXT, '/Cert/b' => TEXT })
    @shelf = Shelf.new({ '/Cert/a' => 'v1', '/Cert/b' => 'v1' })
    @exchanged = []
    @renewal = CdkPumaEks::Renewal.new(@pod, Launcher.new(:binder))
  end

  def test_leaves_all_as_it_is_while_versions_are_the_same
    assert_empty look
    assert_empty @exchanged
    refute_predicate @renewal, :refused?
  end

  def test_takes_up_a_new_version_alone
    @shelf.versions['/Cert/b'] = 'v2'

    assert_equal ["cdk-puma-eks: process #{Process.pid} serves the new version of secret /Cert/b, good for 89 days"], look
    assert_equal [[:binder, [7], 'api.example.com']], @exchanged
    assert_equal({ '/Cert/a' => 'v1', '/Cert/b' => 'v2' }, @pod.served)
    assert_empty look
  end

  def test_what_fails_keeps_the_certificate_in_service_and_does_not_hold_up_the_others
    @shelf.versions.update('/Cert/a' => 'v2', '/Cert/b' => 'v2')
    @pod.current['/Cert/a'] = 'SECRET-CONTENT'

    assert_match(%r{\Acdk-puma-eks: secret /Cert/a is not JSON: .*; the certificate in service stays\z}, look.first)
    assert_equal({ '/Cert/a' => 'v1', '/Cert/b' => 'v2' }, @pod.served)
    assert_predicate @renewal, :refused?
  end

  def test_a_failure_is_said_once_and_so_is_its_end
    @shelf.versions['/Cert/a'] = CdkPumaEks::BootFailure.new('secret /Cert/a is not in Secrets Manager')

    assert_equal ['cdk-puma-eks: secret /Cert/a is not in Secrets Manager; the certificate in service stays'], look
    assert_empty look
    @shelf.versions['/Cert/a'] = 'v1'

    assert_equal ['cdk-puma-eks: secret /Cert/a is well again'], look
    refute_predicate @renewal, :refused?
    assert_empty look
  end

  def test_secrets_manager_that_does_not_answer_refuses_nothing_and_is_asked_again_soon
    @shelf.versions['/Cert/a'] = CdkPumaEks::Secrets::Unreachable.new('secret /Cert/a could not be read in time')

    assert_equal ['cdk-puma-eks: secret /Cert/a could not be read in time; the certificate in service stays'], look
    refute_predicate @renewal, :refused?
    assert_equal [1800, 300, 300], watched(0.5)
  end

  def test_what_was_refused_stays_so_while_secrets_manager_does_not_answer
    answers = { refused: CdkPumaEks::BootFailure, silent: CdkPumaEks::Secrets::Unreachable }
              .transform_values { |kind| kind.new('why') }.merge(well: 'v1')
    states = %i[silent refused silent well silent].map do |answer|
      @shelf.versions['/Cert/a'] = answers.fetch(answer)
      look
      @renewal.refused?
    end

    assert_equal [false, true, true, false, false], states
  end

  def test_a_failure_that_changes_is_said_again
    %w[first second].each do |text|
      @shelf.versions['/Cert/a'] = CdkPumaEks::BootFailure.new(text)

      assert_equal ["cdk-puma-eks: #{text}; the certificate in service stays"], look
    end
  end

  def test_an_exchange_that_fails_leaves_the_version_for_the_next_look
    @shelf.versions['/Cert/a'] = 'v2'
    failing = true
    exchange = ->(*) { raise 'no TLS listener' if failing }

    assert_equal ['cdk-puma-eks: secret /Cert/a was not taken up (RuntimeError: no TLS listener); ' \
                  'the certificate in service stays'], look(exchange)
    assert_equal 'v1', @pod.served['/Cert/a']
    failing = false
    look(exchange)

    assert_equal 'v2', @pod.served['/Cert/a']
  end

  def test_looks_first_at_a_random_time_and_then_every_hour_give_or_take_a_tenth
    assert_equal [3600, 3960, 3960], watched(1.0)
    assert_equal [0, 3240, 3240], watched(0.0)
  end

  def test_looks_as_often_as_is_set
    @pod.settings = CdkPumaEks::Settings.new({ 'certificates' => { 'pollSeconds' => 60 } }, 's.json')

    assert_equal [30, 60, 60], watched(0.5)
  end

  def test_looks_sooner_after_a_failure_but_never_later
    @shelf.versions['/Cert/a'] = CdkPumaEks::BootFailure.new('gone')

    assert_equal [1800, 300, 300], watched(0.5)
    @pod.settings = CdkPumaEks::Settings.new({ 'certificates' => { 'pollSeconds' => 60 } }, 's.json')

    assert_equal [30, 60, 60], watched(0.5)
  end

  def test_watches_in_a_thread_that_is_marked_for_puma
    watching = Queue.new
    @renewal.define_singleton_method(:watch) { watching << Thread.current }
    @renewal.start

    assert watching.pop.thread_variable_get(:fork_safe)
  end

  private

  # The log of one look.
  def look(exchange = nil)
    exchange ||= ->(binder, ports, certificate) { @exchanged << [binder, ports, certificate.leaf.subject.to_a[0][1]] }
    log_of do
      replace(CdkPumaEks::Secrets, :new, ->(_budget) { @shelf }) do
        replace(CdkPumaEks::TlsListeners, :renew, exchange) { @renewal.look }
      end
    end
  end

  # The pauses around two looks, where chance is always the same.
  def watched(chance)
    pauses = []
    renewal = CdkPumaEks::Renewal.new(@pod, Launcher.new(:binder))
    renewal.define_singleton_method(:rand) { chance }
    renewal.define_singleton_method(:sleep) { |seconds| (pauses << seconds).length < 3 || raise(StopIteration) }
    log_of { replace(CdkPumaEks::Secrets, :new, ->(_budget) { @shelf }) { renewal.send(:watch) } }
    pauses.map(&:round)
  end
end
