#include "CFloor.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 4096, LEAF = 135 };

struct gh_floor_journal {
    int fd;
    size_t blocks;
    uint64_t size;
    uint8_t identity[64], epoch[64];
    uint8_t committee[32];
    uint8_t previous[32];
    uint8_t frontier[64][32];
    uint8_t salt[16];
    uint8_t frame[BLOCK];
    uint32_t crc_table[256];
};

/* ---- HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305 ---- */

static const uint8_t kem_suite[5] = {'K', 'E', 'M', 0x00, 0x20};
static const uint8_t hpke_suite[10] = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};

static void labeled_extract(
    uint8_t out[32], const uint8_t *salt, size_t salt_len, const uint8_t *suite, size_t suite_len, const char *label,
    const uint8_t *ikm, size_t ikm_len) {
    crypto_auth_hmacsha256_state s;
    crypto_auth_hmacsha256_init(&s, salt, salt_len);
    crypto_auth_hmacsha256_update(&s, (const uint8_t *)"HPKE-v1", 7);
    crypto_auth_hmacsha256_update(&s, suite, suite_len);
    crypto_auth_hmacsha256_update(&s, (const uint8_t *)label, strlen(label));
    crypto_auth_hmacsha256_update(&s, ikm, ikm_len);
    crypto_auth_hmacsha256_final(&s, out);
}

/* One block of HKDF-Expand is enough: no output here is longer than 32 bytes. */
static void labeled_expand(
    uint8_t *out, size_t out_len, const uint8_t prk[32], const uint8_t *suite, size_t suite_len, const char *label,
    const uint8_t *info, size_t info_len) {
    uint8_t length[2] = {0, (uint8_t)out_len}, one = 1, block[32];
    crypto_auth_hmacsha256_state s;
    crypto_auth_hmacsha256_init(&s, prk, 32);
    crypto_auth_hmacsha256_update(&s, length, 2);
    crypto_auth_hmacsha256_update(&s, (const uint8_t *)"HPKE-v1", 7);
    crypto_auth_hmacsha256_update(&s, suite, suite_len);
    crypto_auth_hmacsha256_update(&s, (const uint8_t *)label, strlen(label));
    crypto_auth_hmacsha256_update(&s, info, info_len);
    crypto_auth_hmacsha256_update(&s, &one, 1);
    crypto_auth_hmacsha256_final(&s, block);
    memcpy(out, block, out_len);
}

/* enc || ciphertext || tag into `out`; its length. */
static size_t seal(uint8_t *out, const uint8_t recipient[32], const uint8_t *text, size_t text_len) {
    uint8_t secret_key[32], dh[32], context[64], prk[32], shared[32], schedule[65], secret[32], key[32], nonce[12];
    randombytes_buf(secret_key, sizeof secret_key);
    crypto_scalarmult_base(out, secret_key);
    if (crypto_scalarmult(dh, secret_key, recipient) != 0) return 0;
    memcpy(context, out, 32);
    memcpy(context + 32, recipient, 32);
    labeled_extract(prk, NULL, 0, kem_suite, sizeof kem_suite, "eae_prk", dh, 32);
    labeled_expand(shared, 32, prk, kem_suite, sizeof kem_suite, "shared_secret", context, 64);
    schedule[0] = 0;
    labeled_extract(schedule + 1, NULL, 0, hpke_suite, sizeof hpke_suite, "psk_id_hash", NULL, 0);
    labeled_extract(schedule + 33, NULL, 0, hpke_suite, sizeof hpke_suite, "info_hash", (const uint8_t *)"floor", 5);
    labeled_extract(secret, shared, 32, hpke_suite, sizeof hpke_suite, "secret", NULL, 0);
    labeled_expand(key, 32, secret, hpke_suite, sizeof hpke_suite, "key", schedule, 65);
    labeled_expand(nonce, 12, secret, hpke_suite, sizeof hpke_suite, "base_nonce", schedule, 65);
    unsigned long long sealed = 0;
    crypto_aead_chacha20poly1305_ietf_encrypt(out + 32, &sealed, text, text_len, NULL, 0, NULL, nonce, key);
    return 32 + (size_t)sealed;
}

/* ---- the tree (RFC 6962) and the frame ---- */

static void node_hash(uint8_t out[32], const uint8_t left[32], const uint8_t right[32]) {
    uint8_t node[65];
    node[0] = 1;
    memcpy(node + 1, left, 32);
    memcpy(node + 33, right, 32);
    crypto_hash_sha256(out, node, sizeof node);
}

static void append_leaf(gh_floor_journal *j, const uint8_t *leaf, size_t len) {
    uint8_t prefixed[1 + LEAF], hash[32];
    prefixed[0] = 0;
    memcpy(prefixed + 1, leaf, len);
    crypto_hash_sha256(hash, prefixed, len + 1);
    uint64_t size = j->size++;
    int level = 0;
    for (; size & 1; size >>= 1, level++) node_hash(hash, j->frontier[level], hash);
    memcpy(j->frontier[level], hash, 32);
}

static void root_hash(const gh_floor_journal *j, uint8_t root[32]) {
    int started = 0;
    for (int level = 0; level < 64; level++) {
        if (!(j->size >> level & 1)) continue;
        if (started) {
            node_hash(root, j->frontier[level], root);
        } else {
            memcpy(root, j->frontier[level], 32);
            started = 1;
        }
    }
}

static uint32_t crc32c(const gh_floor_journal *j, const uint8_t *bytes, size_t len) {
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < len; i++) crc = j->crc_table[(crc ^ bytes[i]) & 0xff] ^ crc >> 8;
    return ~crc;
}

gh_floor_journal *gh_floor_journal_open(const char *path, size_t blocks) {
    if (sodium_init() < 0) return NULL;
    gh_floor_journal *j = calloc(1, sizeof *j);
    if (!j) return NULL;
    j->blocks = blocks;
    j->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (j->fd < 0) {
        free(j);
        return NULL;
    }
    uint8_t zeros[BLOCK] = {0}, public_key[32], secret_key[32];
    for (size_t i = 0; i < blocks; i++) {
        if (pwrite(j->fd, zeros, BLOCK, (off_t)(i * BLOCK)) != BLOCK) {
            gh_floor_journal_close(j);
            return NULL;
        }
    }
    fsync(j->fd);
    crypto_sign_keypair(public_key, j->identity);
    crypto_sign_keypair(public_key, j->epoch);
    randombytes_buf(secret_key, sizeof secret_key);
    crypto_scalarmult_base(j->committee, secret_key);
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0x82f63b78u : crc >> 1;
        j->crc_table[n] = crc;
    }
    return j;
}

int gh_floor_journal_append(
    gh_floor_journal *j, const uint8_t *detail, size_t detail_len, const uint8_t *personal, size_t personal_len) {
    if (detail_len + personal_len > 2048) return -EMSGSIZE;
    uint8_t salted[16 + 2048], sealed[32 + 2048 + 16], leaf[LEAF] = {1, 1, 1, 1}, root[32], digest[32];
    randombytes_buf(j->salt, sizeof j->salt);
    memcpy(salted, j->salt, 16);
    memcpy(salted + 16, detail, detail_len);
    size_t sealed_len = seal(sealed, j->committee, personal, personal_len);
    crypto_hash_sha256(digest, salted, 16 + detail_len);
    memcpy(leaf + 35, digest, 32);
    crypto_hash_sha256(digest, sealed, sealed_len);
    memcpy(leaf + 71, digest, 32);
    append_leaf(j, leaf, sizeof leaf);
    root_hash(j, root);

    char encoded[64], note[256];
    sodium_bin2base64(encoded, sizeof encoded, root, 32, sodium_base64_VARIANT_ORIGINAL);
    int note_len = snprintf(note, sizeof note, "floor.invalid/gate\n%llu\n%s\n", (unsigned long long)j->size, encoded);
    uint8_t signatures[128];
    crypto_sign_detached(signatures, NULL, (const uint8_t *)note, (unsigned long long)note_len, j->identity);
    crypto_sign_detached(signatures + 64, NULL, (const uint8_t *)note, (unsigned long long)note_len, j->epoch);

    memset(j->frame, 0, BLOCK);
    uint8_t *at = j->frame + 56;
    memcpy(at, j->previous, 32), at += 32;
    memcpy(at, leaf, LEAF), at += LEAF;
    memcpy(at, salted, 16 + detail_len), at += 16 + detail_len;
    memcpy(at, sealed, sealed_len), at += sealed_len;
    memcpy(at, root, 32), at += 32;
    memcpy(at, signatures, 128), at += 128;
    uint32_t crc = crc32c(j, j->frame, (size_t)(at - j->frame));
    memcpy(at, &crc, 4), at += 4;
    crypto_hash_sha256(j->previous, j->frame, (size_t)(at - j->frame));

    off_t offset = (off_t)((j->size - 1) % j->blocks * BLOCK);
    if (pwrite(j->fd, j->frame, BLOCK, offset) != BLOCK) return -errno;
    return fdatasync(j->fd) == 0 ? 0 : -errno;
}

void gh_floor_journal_close(gh_floor_journal *j) {
    if (!j) return;
    close(j->fd);
    free(j);
}
