// The public face: exports only. A file named here exports nothing but its public things.
export {};
