// An officer's phone: one matrix-js-sdk client with Rust crypto in strict isolation mode, driven over JSON lines.
//
// in:  {"id": 7, "do": "send", "room": "!…", "content": {…}}
// out: {"id": 7, "ok": …} or {"id": 7, "error": "…"}, and without an id what arrived: {"event": {…}},
//      {"membership": {…}}, {"verification": {…}}. Keys live in memory: a phone that ends is gone.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { webcrypto } from "node:crypto";

// the line protocol owns stdout; whatever the library says goes to stderr
for (const level of ["log", "info", "debug", "trace", "warn", "error"]) {
    console[level] = (...words) => process.stderr.write(`${words.map(String).join(" ")}\n`);
}
globalThis.window ??= globalThis;
// Node 22 has it, and newer versions of the library take it for granted
Promise.withResolvers ??= function () {
    const made = {};
    made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
    return made;
};
const sdk = await import("matrix-js-sdk");
const api = await import("matrix-js-sdk/lib/crypto-api/index.js");
const { logger } = await import("matrix-js-sdk/lib/logger.js");
logger.setLevel(process.env.PHONE_LOG ?? "error");

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const nameOf = (list, value) => (value === null || value === undefined ? null : list[value]);
const requests = new Map();
let client;
let name;
let password;
let recovery;

async function described(event) {
    const failed = event.isDecryptionFailure();
    const info = event.isEncrypted() && !failed ? await client.getCrypto().getEncryptionInfoForEvent(event) : null;
    return {
        event_id: event.getId(),
        room: event.getRoomId(),
        sender: event.getSender(),
        type: event.getType(),
        content: event.getContent(),
        relation: event.getWireContent()["m.relates_to"] ?? null,
        state_key: event.getStateKey() ?? null,
        redacted: event.isRedacted(),
        encrypted: event.isEncrypted(),
        readable: !event.isEncrypted() || (event.getClearContent() !== null && !failed),
        failure: failed ? String(event.decryptionFailureReason) : null,
        shield: info ? nameOf(api.EventShieldColour, info.shieldColour) : null,
        reason: info ? nameOf(api.EventShieldReason, info.shieldReason) : null,
        at: event.getTs(),
        local: event.status !== null,
    };
}

async function report(event) {
    // what still waits to be opened comes again by "Event.decrypted", with its words or with its failure
    const opened = event.getClearContent() || event.isDecryptionFailure() || event.isRedacted();
    if (event.status !== null || event.isBeingDecrypted() || (event.isEncrypted() && !opened)) return;
    say({ event: await described(event) });
}

function watchVerification(request) {
    const id = request.transactionId;
    if (requests.get(id)?.request === request) return;
    const held = { request, sas: null, verifier: null };
    requests.set(id, held);
    const tell = () => {
        attachVerifier(held);
        say({
            verification: {
                id,
                phase: nameOf(api.VerificationPhase, request.phase),
                other: request.otherUserId,
                room: request.roomId ?? null,
                mine: request.initiatedByMe,
                code: request.cancellationCode ?? null,
                emojis: held.sas?.sas?.emoji ?? null,
                decimals: held.sas?.sas?.decimal ?? null,
            },
        });
    };
    held.tell = tell;
    request.on(api.VerificationRequestEvent.Change, tell);
    tell();
}

function attachVerifier(held) {
    const verifier = held.request.verifier;
    if (!verifier || held.verifier === verifier) return;
    held.verifier = verifier;
    verifier.on(api.VerifierEvent.ShowSas, (sas) => {
        held.sas = sas;
        held.tell();
    });
    if (held.request.phase === api.VerificationPhase.Started && !held.started) {
        held.started = true;
        verifier.verify().catch((error) => console.log("verification ended:", error));
    }
}

const authorise = async (makeRequest) => {
    try {
        return await makeRequest(null);
    } catch (error) {
        if (error.httpStatus !== 401) throw error;
        const identifier = { type: "m.id.user", user: name };
        return makeRequest({ type: "m.login.password", identifier, password, session: error.data.session });
    }
};

const base64 = (bytes) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");

async function encryptFile(bytes) {
    const { subtle } = webcrypto;
    const iv = new Uint8Array(16);
    webcrypto.getRandomValues(iv.subarray(0, 8));
    const key = await subtle.generateKey({ name: "AES-CTR", length: 256 }, true, ["encrypt", "decrypt"]);
    const cipher = new Uint8Array(await subtle.encrypt({ name: "AES-CTR", counter: iv, length: 64 }, key, bytes));
    const sha256 = base64(await subtle.digest("SHA-256", cipher));
    return { cipher, info: { v: "v2", key: await subtle.exportKey("jwk", key), iv: base64(iv), hashes: { sha256 } } };
}

async function decryptFile(file, cipher) {
    const { subtle } = webcrypto;
    if (base64(await subtle.digest("SHA-256", cipher)) !== file.hashes.sha256) throw new Error("hash differs");
    const key = await subtle.importKey("jwk", file.key, { name: "AES-CTR" }, false, ["decrypt"]);
    const counter = Buffer.from(file.iv, "base64");
    return new Uint8Array(await subtle.decrypt({ name: "AES-CTR", counter, length: 64 }, key, cipher));
}

async function fetchMedia(url) {
    const http = client.mxcUrlToHttp(url, undefined, undefined, undefined, false, true, true);
    const answer = await fetch(http, { headers: { Authorization: `Bearer ${client.getAccessToken()}` } });
    if (!answer.ok) throw new Error(`media answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
}

const acts = {
    async login({ url, user, password: secret, device_name: deviceName = "phone", strict = true }) {
        const guest = sdk.createClient({ baseUrl: url });
        const identifier = { type: "m.id.user", user };
        const done = await guest.loginRequest({
            type: "m.login.password", identifier, password: secret, initial_device_display_name: deviceName,
        });
        [name, password] = [user, secret];
        client = sdk.createClient({
            baseUrl: url, userId: done.user_id, deviceId: done.device_id, accessToken: done.access_token,
            verificationMethods: ["m.sas.v1"], timelineSupport: true,
            cryptoCallbacks: { getSecretStorageKey: async ({ keys }) => [Object.keys(keys)[0], recovery] },
        });
        await client.initRustCrypto({ useIndexedDB: false });
        if (strict) client.getCrypto().setDeviceIsolationMode(new api.OnlySignedDevicesIsolationMode());
        client.on("Room.timeline", (event, room, toStart) => void (toStart || report(event)));
        client.on("Event.decrypted", (event) => void report(event));
        client.on("Room.redaction", (event) => say({ redaction: { target: event.event.redacts ?? event.getContent().redacts } }));
        client.on("Room.myMembership", (room, membership) => say({ membership: { room: room.roomId, membership } }));
        client.on("crypto.verificationRequestReceived", watchVerification);
        await client.startClient({ initialSyncLimit: 50, pollTimeout: 30000 });
        await new Promise((resolve) => client.on("sync", (state) => state === "PREPARED" && resolve()));
        return { user_id: done.user_id, device_id: done.device_id };
    },
    async bootstrap({ reset = false }) {
        await client.getCrypto().bootstrapCrossSigning({
            authUploadDeviceSigningKeys: authorise, setupNewCrossSigning: reset,
        });
        return client.getCrypto().isCrossSigningReady();
    },
    async master() {
        return client.getCrypto().getCrossSigningKeyId();
    },
    async recover({ key }) {
        recovery = api.decodeRecoveryKey(key);
        await client.getCrypto().userHasCrossSigningKeys(client.getUserId(), true);
        await client.getCrypto().bootstrapCrossSigning({ authUploadDeviceSigningKeys: authorise });
        return client.getCrypto().isCrossSigningReady();
    },
    async devices({ user }) {
        const known = await client.getCrypto().getUserDeviceInfo([user], true);
        return known.get(user)?.size ?? 0;
    },
    async device_of({ user }) {
        const known = await client.getCrypto().getUserDeviceInfo([user], true);
        return [...known.get(user).keys()][0];
    },
    async trust({ user, device }) {
        const known = await client.getCrypto().getDeviceVerificationStatus(user, device);
        const status = await client.getCrypto().getUserVerificationStatus(user);
        return {
            signed: known?.signedByOwner ?? false, verified: known?.crossSigningVerified ?? false,
            user_verified: status.isCrossSigningVerified(), needs_approval: status.needsUserApproval,
        };
    },
    async create_room({ invite = [], encrypted = true, name: title, direct = true, creation }) {
        const algorithm = { algorithm: "m.megolm.v1.aes-sha2" };
        const initial = encrypted ? [{ type: "m.room.encryption", state_key: "", content: algorithm }] : [];
        const made = await client.createRoom({
            invite, name: title, is_direct: direct, preset: "trusted_private_chat", initial_state: initial, creation_content: creation,
        });
        return made.room_id;
    },
    join: async ({ room }) => (await client.joinRoom(room)).roomId,
    leave: async ({ room }) => void (await client.leave(room)),
    invite: async ({ room, user }) => void (await client.invite(room, user)),
    state: async ({ room, type, key = "", content }) => (await client.sendStateEvent(room, type, content, key)).event_id,
    upgrade: async ({ room, version }) => (await client.upgradeRoom(room, version)).replacement_room,
    rooms: async () => client.getRooms().map((room) => ({
        room: room.roomId, membership: room.getMyMembership(), encrypted: room.hasEncryptionStateEvent(),
        members: room.getMembers().map((member) => ({ user: member.userId, membership: member.membership })),
    })),
    send: async ({ room, type = "m.room.message", content, txn }) =>
        (await client.sendEvent(room, null, type, content, txn)).event_id,
    redact: async ({ room, event }) => (await client.redactEvent(room, event)).event_id,
    read: async ({ room, event }) => void (await client.sendReadReceipt(client.getRoom(room).findEventById(event))),
    async send_file({ room, path, kind = "m.file", mime, title, caption, tamper = false }) {
        const bytes = new Uint8Array(await readFile(path));
        const { cipher, info } = await encryptFile(bytes);
        if (tamper) cipher[0] ^= 1;
        const { content_uri: url } = await client.uploadContent(Buffer.from(cipher), { type: "application/octet-stream" });
        const content = {
            msgtype: kind, body: caption ?? title, filename: title, info: { mimetype: mime, size: bytes.length },
            file: { ...info, url },
        };
        return (await client.sendEvent(room, null, "m.room.message", content)).event_id;
    },
    async fetch_file({ content }) {
        const bytes = content.file ? await decryptFile(content.file, await fetchMedia(content.file.url)) : await fetchMedia(content.url);
        return Buffer.from(bytes).toString("base64");
    },
    async to_device({ user, device, type, content }) {
        await client.sendToDevice(type, new Map([[user, new Map([[device, content]])]]));
    },
    async discard_session({ room }) {
        await client.getCrypto().forceDiscardSession(room);
    },
    async verify({ user, room, device }) {
        const crypto = client.getCrypto();
        const request = room ? await crypto.requestVerificationDM(user, room) : await crypto.requestDeviceVerification(user, device);
        watchVerification(request);
        return request.transactionId;
    },
    accept_verification: async ({ verification }) => requests.get(verification).request.accept(),
    async start_sas({ verification }) {
        const held = requests.get(verification);
        held.started = true;
        const verifier = await held.request.startVerification("m.sas.v1");
        attachVerifier(held);
        verifier.verify().catch((error) => console.log("verification ended:", error));
    },
    confirm_sas: async ({ verification }) => requests.get(verification).sas.confirm(),
    mismatch_sas: async ({ verification }) => requests.get(verification).sas.mismatch(),
    cancel_verification: async ({ verification }) => requests.get(verification).request.cancel(),
    async stop() {
        client?.stopClient();
        setTimeout(() => process.exit(0), 10);
    },
};

async function obey(line) {
    const { id, do: act, ...rest } = JSON.parse(line);
    try {
        say({ id, ok: (await acts[act](rest)) ?? null });
    } catch (error) {
        say({ id, error: `${error.name}: ${error.message}` });
    }
}

process.on("unhandledRejection", (error) => console.log("unhandled:", error?.stack ?? error));
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => void obey(line));
lines.on("close", () => process.exit(0));
