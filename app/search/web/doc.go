// Package web finds things by name: people, institutions, courses, offerings
// and parts of the guides, each as far as the services let the reader see it,
// on a page (/search) and in the palette that Ctrl+K opens. The palette asks
// for the same as JSON and adds the menu, which it reads off the page.
package web
