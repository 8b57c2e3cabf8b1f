# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/certificate'

class CertificateTest < RuntimeTest
  HOST = 'api.example.com'
  CA = Issue.pair(common_name: 'Example CA')
  LEAF, KEY = Issue.pair(HOST, by: CA)

  def test_holds_the_leaf_the_chain_in_order_and_the_key
    root = Issue.pair(common_name: 'Root')
    middle = Issue.pair(common_name: 'Middle', by: root)
    leaf, key = Issue.pair(HOST, by: middle)
    held = certificate(Issue.text([leaf, middle.first, root.first], key))

    assert_equal leaf, held.leaf
    assert_equal [middle.first, root.first], held.chain
    assert_equal key.private_to_der, held.key.private_to_der
    assert_equal [leaf, middle.first, root.first].map(&:to_pem).join, held.pem
  end

  def test_takes_a_leaf_without_a_chain_an_rsa_key_and_text_around_the_pem
    rsa = OpenSSL::PKey::RSA.new(2048)
    leaf = signed(rsa)
    text = JSON.generate(cert: "subject=CN = api\n#{leaf.to_pem}\n\n", key: rsa.to_pem)

    assert_empty certificate(text).chain
  end

  def test_tells_the_days_that_are_left
    assert_in_delta 90, certificate(Issue.text(LEAF, KEY)).days_left, 0.01
  end

  def test_is_for_the_names_in_it
    held = certificate(Issue.text(*Issue.pair(HOST, 'www.example.com')))

    [HOST, 'www.example.com', 'API.example.com'].each { |host| assert_nil held.check_host(host) }
    assert_equal "secret /Cert/x is not for t.example.com but for #{HOST}, www.example.com: " \
                 'put a certificate for t.example.com into it', failure { held.check_host('t.example.com') }
  end

  def test_a_common_name_counts_only_where_there_are_no_other_names
    certificate(Issue.text(*Issue.pair(common_name: HOST))).check_host(HOST)
    { ['www.example.com'] => HOST, [] => 'www.example.com' }.each do |names, common_name|
      named = certificate(Issue.text(*Issue.pair(*names, common_name: common_name)))

      assert_match(/is not for api\.example\.com but for www\.example\.com:/, failure { named.check_host(HOST) })
    end
  end

  def test_a_wildcard_covers_one_label_and_the_wildcard_host_itself
    held = certificate(Issue.text(*Issue.pair('*.example.com')))

    [HOST, '*.example.com'].each { |host| assert_nil held.check_host(host) }
    ['example.com', 'a.b.example.com', '*.example.org'].each do |host|
      assert_match(/is not for #{Regexp.escape(host)} but for \*\.example\.com:/, failure { held.check_host(host) })
    end
  end

  def test_a_wildcard_host_needs_that_very_wildcard
    held = certificate(Issue.text(LEAF, KEY))

    assert_match(/is not for \*\.example\.com but for/, failure { held.check_host('*.example.com') })
  end

  def test_refuses_a_certificate_that_is_over_or_not_yet_valid
    over = Issue.text(*Issue.pair(HOST, from: -9 * Issue::DAY, to: -Issue::DAY))
    early = Issue.text(*Issue.pair(HOST, from: 2 * Issue::DAY))

    assert_match(/ expired on \d{4}-\d\d-\d\d: put a renewed certificate into it\z/, refusal(over))
    assert_match(/is valid only from \d{4}-\d\d-\d\d: check the certificate and the clock\z/, refusal(early))
  end

  def test_is_valid_to_the_very_second
    end_of_life = LEAF.not_after
    replace(Time, :now, -> { end_of_life }) { assert_equal 0, certificate(Issue.text(LEAF, KEY)).days_left }
    replace(Time, :now, -> { end_of_life + 1 }) { assert_match(/expired on/, refusal(Issue.text(LEAF, KEY))) }
  end

  def test_refuses_what_is_no_pair
    assert_match(/are no pair: put both from the same issue/, refusal(Issue.text(LEAF, Issue.pair(HOST).last)))
  end

  def test_refuses_a_chain_before_the_leaf
    assert_match(/must have the server's own certificate first/, refusal(Issue.text([CA.first, LEAF], KEY)))
  end

  def test_refuses_an_encrypted_key_without_asking_for_its_password
    encrypted = KEY.private_to_pem('aes-256-cbc', 'password')

    assert_equal 'secret /Cert/x has no usable PEM in "key": it must be a whole, unencrypted PEM block',
                 refusal(Issue.text(LEAF, encrypted))
  end

  def test_refuses_a_public_key_in_the_private_ones_place
    assert_match(/no usable PEM in "key"/, refusal(Issue.text(LEAF, KEY.public_to_pem)))
  end

  def test_refuses_garbage_and_never_shows_it
    pem = LEAF.to_pem
    {
      'SECRET-CONTENT' => /is not JSON/, '{"cert": "SECRET-CONTENT' => /is not JSON/, '' => /is not JSON/,
      '[]' => /is not of the form/, '"SECRET-CONTENT"' => /is not of the form/, 'null' => /is not of the form/,
      '{"cert":"SECRET-CONTENT"}' => /is not of the form/, '{"cert":1,"key":[]}' => /is not of the form/,
      JSON.generate(cert: 'SECRET-CONTENT', key: KEY.private_to_pem) => /has no PEM certificate in "cert"/,
      JSON.generate(cert: pem.sub(/M[A-Z]/, '??'), key: KEY.private_to_pem) => /has no usable PEM in "cert"/,
      JSON.generate(cert: pem[0, pem.length / 2], key: KEY.private_to_pem) => /has no PEM certificate in "cert"/,
      JSON.generate(cert: pem, key: 'SECRET-CONTENT') => /has no usable PEM in "key"/,
      JSON.generate(cert: pem, key: '') => /has no usable PEM in "key"/
    }.each { |text, problem| assert_match problem, refusal(text) }
  end

  def test_refuses_keys_that_openssl_or_any_client_refuses
    { OpenSSL::PKey::RSA.new(1024) => 'ee key too small', OpenSSL::PKey::EC.generate('prime192v1') => 'ee key too small',
      OpenSSL::PKey::EC.generate('secp256k1') => 'no shared cipher' }.each do |key, reason|
      assert_match(/ cannot be served over TLS \(#{reason}\): put one with an RSA key of 2048 bits or more/,
                   refusal(Issue.text(signed(key), key)))
    end
  end

  def test_takes_the_keys_that_clients_take
    [OpenSSL::PKey::RSA.new(2048), OpenSSL::PKey::EC.generate('secp384r1')].each do |key|
      assert certificate(Issue.text(signed(key), key)).context
    end
  end

  def test_leaves_no_socket_open
    before = open_files
    [Issue.text(LEAF, KEY), Issue.text(signed(weak = OpenSSL::PKey::RSA.new(1024)), weak)].each do |text|
      certificate(text)
    rescue CdkPumaEks::BootFailure
      next
    end

    assert_equal before, open_files
  end

  def test_keeps_no_cause_whose_message_could_quote_the_secret
    [JSON.generate(cert: LEAF.to_pem, key: 'SECRET-CONTENT'), 'SECRET-CONTENT'].each do |text|
      assert_nil assert_raises(CdkPumaEks::BootFailure) { certificate(text) }.cause
    end
  end

  private

  def certificate(text)
    CdkPumaEks::Certificate.new('/Cert/x', text)
  end

  # The certificate with another key in it, signed by that.
  def signed(key)
    LEAF.dup.tap { |copy| copy.public_key = key }.sign(key, 'SHA256')
  end

  def open_files
    Dir.children('/proc/self/fd').length
  end

  def refusal(text)
    message = failure { certificate(text) }
    refute_match(/BEGIN|SECRET|#{Regexp.escape(KEY.private_to_pem.lines[1].chomp)}/, message)
    message
  end
end
