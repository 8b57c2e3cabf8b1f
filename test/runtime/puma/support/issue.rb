# frozen_string_literal: true

require 'openssl'

# Certificates and keys made in memory.
module Issue
  DAY = 86_400

  # A key and a certificate for these names; self-signed unless an issuer's pair is given.
  def self.pair(*names, from: -DAY, to: 90 * DAY, by: nil, common_name: names.first)
    key = OpenSSL::PKey::EC.generate('prime256v1')
    certificate = certificate(key, common_name, by, Time.now + from, Time.now + to)
    unless names.empty?
      value = names.map { |name| "DNS:#{name}" }.join(',')
      certificate.add_extension(OpenSSL::X509::ExtensionFactory.new.create_extension('subjectAltName', value))
    end
    [certificate.sign(by ? by.last : key, 'SHA256'), key]
  end

  # The text of a secret that holds them.
  def self.text(certificates, key)
    key = key.private_to_pem unless key.is_a?(String)
    JSON.generate(cert: Array(certificates).map(&:to_pem).join, key: key)
  end

  def self.certificate(key, common_name, by, from, to)
    OpenSSL::X509::Certificate.new.tap do |certificate|
      certificate.version = 2
      certificate.serial = 1
      certificate.subject = OpenSSL::X509::Name.new([['CN', common_name]])
      certificate.issuer = by ? by.first.subject : certificate.subject
      certificate.public_key = key
      certificate.not_before = from
      certificate.not_after = to
    end
  end
  private_class_method :certificate
end
