package access

// AddressKey is the key under which mistakes from an address are counted.
var AddressKey = addressKey
