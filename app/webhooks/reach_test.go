package webhooks

import (
	"net/netip"
	"testing"
)

func TestNothingInsideIsReached(t *testing.T) {
	for text, public := range map[string]bool{
		"190.12.34.56": true, "8.8.8.8": true, "2800:200::1": true, "2606:4700::1111": true,
		"127.0.0.1": false, "127.8.8.8": false, "::1": false, "::ffff:127.0.0.1": false, "0.0.0.0": false, "::": false, "0.1.2.3": false,
		"10.0.0.7": false, "172.16.4.4": false, "192.168.1.1": false, "::ffff:10.0.0.7": false, "::10.0.0.7": false, "fd00::1": false, "fec0::1": false,
		"169.254.169.254": false, "fe80::1": false, "fe80::1%eth0": false, "100.64.0.1": false, "192.0.0.8": false, "192.0.2.1": false, "198.18.0.1": false,
		"198.51.100.7": false, "203.0.113.9": false, "224.0.0.1": false, "239.1.1.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"ff02::1": false, "64:ff9b::a00:7": false, "64:ff9b:1::1": false, "2002:a00:7::1": false, "2001::1": false, "2001:db8::1": false, "3fff::1": false, "100::1": false,
	} {
		ip := netip.MustParseAddr(text)
		if got := (Reach{Outside: true}).allows(ip); got != public {
			t.Errorf("%s is reached: %v", text, got)
		}
		if here := ip.Unmap().IsLoopback(); (Reach{}).allows(ip) || (Reach{Here: true}).allows(ip) != here {
			t.Errorf("%s is reached in a demonstration, or not on a machine for development", text)
		}
	}
}

func TestAddressesThatCannotBeMeantAreRefused(t *testing.T) {
	outside, develop, demo := Reach{Outside: true}, Reach{Outside: true, Here: true}, Reach{}
	for _, c := range []struct {
		reach   Reach
		address string
		want    string
	}{
		{outside, "https://planillas.example.pe/a?b=c", ""},
		{outside, "https://planillas.example.pe:8443", ""},
		{outside, "http://planillas.example.pe", "webhooks.address.https"},
		{outside, "gopher://planillas.example.pe", "webhooks.address.https"},
		{outside, "https://u:p@planillas.example.pe", "webhooks.address.bad"},
		{outside, "https://planillas.example.pe/#a", "webhooks.address.bad"},
		{outside, "https:///a", "webhooks.address.bad"},
		{outside, "planillas.example.pe", "webhooks.address.bad"},
		{outside, "https://:8080/", "webhooks.address.bad"},
		{outside, "", "webhooks.address.bad"},
		{outside, "https://10.0.0.7/", "webhooks.address.inside"},
		{outside, "https://[::1]:80/", "webhooks.address.inside"},
		{outside, "https://[::ffff:169.254.169.254]/", "webhooks.address.inside"},
		{outside, "https://LOCALHOST./", "webhooks.address.inside"},
		{outside, "http://localhost:8080", "webhooks.address.https"},
		{develop, "http://localhost:8080/a", ""},
		{develop, "http://127.0.0.1:8080", ""},
		{develop, "http://planillas.example.pe", "webhooks.address.https"},
		{develop, "https://10.0.0.7", "webhooks.address.inside"},
		{demo, "https://planillas.example.pe", "webhooks.address.demo"},
	} {
		if got := c.reach.refuses(c.address); got != c.want {
			t.Errorf("%q, %+v: %q, want %q", c.address, c.reach, got, c.want)
		}
	}
}
