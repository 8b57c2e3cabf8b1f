# frozen_string_literal: true

require 'openssl'
require 'socket'
require 'cdk_puma_eks/prometheus'
require 'cdk_puma_eks/report'

module CdkPumaEks
  # Answers the kubelet, and Prometheus where that is wanted, over HTTPS from the master's own threads: neither a
  # saturated pool nor an app without health endpoints makes a live pod look dead.
  class Probes
    # Seconds that one connection may take before the next one ends it, and how many may be open: slow clients cannot
    # pile up. (No Timeout: Puma would take its threads for the app's, and it interrupts OpenSSL anywhere.)
    DEADLINE = 5
    LIMIT = 64
    LINE = 4096

    # @param certificate [Proc] what to serve with, asked for each connection: it may be renewed
    def initialize(settings, certificate, readiness, publisher)
      @certificate = certificate
      @readiness = readiness
      @publisher = publisher
      @readiness_path = settings.fetch('probe', 'readinessPath')
      @liveness_path = settings.fetch('probe', 'livenessPath')
      @metrics_path = settings.get('prometheus', 'path')
      @series = settings.get('prometheus', 'series')
      @address = [settings.fetch('bind'), settings.fetch('probe', 'port')]
      @open = {}
      @mutex = Mutex.new
    end

    # Takes the port at once, so that a clash stops the boot, and answers while the app is loaded.
    def start
      @server = TCPServer.new(*@address)
      thread { serve }
    rescue SystemCallError => e
      raise BootFailure, "probe port #{@address.last} cannot be bound (#{e.class}): choose another probe port"
    end

    private

    def serve
      loop { admit(@server.accept) }
    rescue StandardError => e
      CdkPumaEks.report("probes: #{e.class}")
      sleep(0.1)
      retry
    end

    # Marked so that Puma does not take it for one that the app started.
    def thread(&block)
      Thread.new(&block).thread_variable_set(:fork_safe, true)
    end

    # Ends what has had its time and, where all places are taken, the oldest: who holds places keeps no probe out.
    def admit(socket)
      now = CdkPumaEks.now
      ended = @mutex.synchronize do
        @open[socket] = now
        over = @open.keys.select.with_index { |held, index| now - @open[held] > DEADLINE || index < @open.size - LIMIT }
        over.each { |held| @open.delete(held) }
      end
      ended.each(&:close)
      thread { serve_one(socket) }
    end

    def serve_one(socket)
      answer(socket)
    rescue StandardError
      # A probe that gave up or was ended, or a client that does not speak TLS.
      nil
    ensure
      @mutex.synchronize { @open.delete(socket) }
      socket.close
    end

    def answer(socket)
      tls = OpenSSL::SSL::SSLSocket.new(socket, @certificate.call.context)
      tls.accept
      path = tls.gets("\n", LINE).to_s.split[1].to_s.split('?').first.to_s
      nil until tls.gets("\n", LINE).to_s.strip.empty?
      status, body, type = reply(path)
      tls.write("HTTP/1.1 #{status}\r\ncontent-type: #{type || 'text/plain'}\r\ncontent-length: #{body.bytesize}\r\nconnection: close\r\n\r\n#{body}")
      tls.close
    end

    def reply(path)
      case path
      when @liveness_path then ['200 OK', "alive\n"]
      when @readiness_path
        obstacle = @readiness.obstacle
        obstacle ? ['503 Service Unavailable', "#{obstacle}\n"] : ['200 OK', "ready\n"]
      when @metrics_path then ['200 OK', Prometheus.text(@series, @publisher.readings), Prometheus::TYPE]
      else ['404 Not Found', "no such probe\n"]
      end
    end
  end
end
