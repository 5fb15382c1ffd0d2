/// Communes: which one a place lies in, and what they are called.
package enum Places {}
