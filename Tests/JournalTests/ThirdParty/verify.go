// Checks a proof that Gatehouse printed with nothing but other people's code: golang.org/x/mod/sumdb, as Debian ships it.
//
//	go run verify.go PROOF LEAVES VKEY...
//
// PROOF is a C2SP tlog-proof whose extra data is the leaf; LEAVES has all leaves of the tree, one base64 line each.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(what string, err error) {
	if err != nil {
		fmt.Printf("%s: %v\n", what, err)
		os.Exit(1)
	}
	fmt.Printf("%s: ok\n", what)
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check("read proof", err)
	parts := strings.SplitN(string(text), "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "extra ") {
		check("proof format", fmt.Errorf("unexpected first lines"))
	}
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	check("leaf", err)
	var index int64
	_, err = fmt.Sscanf(lines[2], "index %d", &index)
	check("index", err)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		check("proof hash", err)
		proof = append(proof, hash)
	}

	var verifiers []note.Verifier
	for _, vkey := range os.Args[3:] {
		verifier, err := note.NewVerifier(vkey)
		check("vkey", err)
		verifiers = append(verifiers, verifier)
	}
	signed, err := note.Open([]byte(parts[1]), note.VerifierList(verifiers...))
	check("checkpoint signature", err)
	if len(signed.Sigs) != len(verifiers) {
		check("signatures", fmt.Errorf("%d of %d keys signed", len(signed.Sigs), len(verifiers)))
	}
	// The text is `origin LF size LF root LF`; sumdb's own parser knows one origin only.
	fields := strings.Split(signed.Text, "\n")
	var size int64
	_, err = fmt.Sscanf(fields[1], "%d", &size)
	check("size", err)
	root, err := tlog.ParseHash(fields[2])
	check("root", err)

	check("inclusion", tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(leaf)))

	all, err := os.ReadFile(os.Args[2])
	check("read leaves", err)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, i := range indexes {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	var count int64
	for _, line := range strings.Fields(string(all)) {
		data, err := base64.StdEncoding.DecodeString(line)
		if err != nil {
			check("leaf line", err)
		}
		hashes, err := tlog.StoredHashes(count, data, reader)
		if err != nil {
			check("hashes", err)
		}
		stored = append(stored, hashes...)
		count++
	}
	if count != size {
		check("leaves", fmt.Errorf("%d leaves, the checkpoint is of %d", count, size))
	}
	computed, err := tlog.TreeHash(size, reader)
	check("tree", err)
	if computed != root {
		check("root of the leaves", fmt.Errorf("it is %v, signed is %v", computed, root))
	}
	fmt.Println("verified")
}
