# frozen_string_literal: true

require 'socket'

# An HTTP API on this machine: gives its answers in turn (the last one again and again), and keeps what it was asked.
class LoopbackApi
  Asked = Struct.new(:verb, :path, :headers, :body)

  attr_reader :asked

  # Serves for the time of the block, and ends with it.
  def self.serve(*answers)
    api = new(answers)
    yield api
  ensure
    api&.stop
  end

  # @param answers [Array<Array(Integer, String)>] status and body
  def initialize(answers)
    @answers = answers
    @asked = []
    @server = TCPServer.new('127.0.0.1', 0)
    @thread = Thread.new { loop { answer(@server.accept) } }
    # A closed server ends the thread; whatever else goes wrong is seen as an answer that the test misses.
    @thread.report_on_exception = false
  end

  def url
    "http://127.0.0.1:#{@server.addr[1]}"
  end

  def stop
    @server.close
    @thread.join
  rescue IOError, SystemCallError
    nil
  end

  private

  def answer(socket)
    @asked << read(socket)
    status, body = @answers.length > 1 ? @answers.shift : @answers.first
    socket.write("HTTP/1.1 #{status} X\r\ncontent-length: #{body.bytesize}\r\nconnection: close\r\n\r\n#{body}")
  ensure
    socket.close
  end

  def read(socket)
    verb, path = socket.gets.split
    headers = {}
    until (line = socket.gets.chomp).empty?
      name, value = line.split(': ', 2)
      headers[name.downcase] = value
    end
    Asked.new(verb, path, headers, socket.read(headers['content-length'].to_i))
  end
end
