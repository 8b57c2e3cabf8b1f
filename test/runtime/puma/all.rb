# frozen_string_literal: true

# All Ruby unit tests in one process.
Dir[File.join(__dir__, '*_test.rb')].each { |file| require file }
