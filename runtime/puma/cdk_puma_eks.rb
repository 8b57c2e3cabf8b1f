# frozen_string_literal: true

# All of the runtime. The construct delivers it as this one file, with what it requires of ours put in its place.
require 'cdk_puma_eks/keep_alive'
require 'cdk_puma_eks/plugin'
require 'cdk_puma_eks/pod'
require 'cdk_puma_eks/warm_up'
