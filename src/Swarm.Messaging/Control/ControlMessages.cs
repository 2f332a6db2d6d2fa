using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Control;

/// <summary>
/// Signs and verifies what changes the system itself: configuration, emergency shutdown, scaling, control of instances. A message is a
/// JSON object with <c>timestamp</c> (epoch ms), <c>nonce</c> and <c>signature</c>, the HMAC-SHA256 of its <see cref="CanonicalJson"/>
/// without the signature. What is refused is logged here, so that nobody need do it again.
/// </summary>
internal sealed partial class ControlMessages(
    ControlKey key, IControlNonces nonces, IOptions<ControlOptions> options, HostIdentity host, TimeProvider time, ILogger<ControlMessages> log)
{
    private const string Timestamp = "timestamp";
    private const string Nonce = "nonce";
    private const string Signature = "signature";
    private const int MostEchoes = 1_000;

    /// <summary>Pub/sub reaches all hosts within milliseconds; a host that was held up gets this long.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, byte> echoes = new(StringComparer.Ordinal);

    /// <summary>False without a key: nothing can be signed and everything is refused.</summary>
    public bool CanSign => key.IsGiven;

    /// <summary>What is told to whoever wants something signed here and there is no key.</summary>
    public static string NoKey => "This host has no control key, so it can neither sign nor accept control messages. Give all hosts the same one: Control:Key (SWARM_CONTROL__KEY) or Control:KeyFile.";

    /// <param name="message">Serialises to an object; fields that are null are left out.</param>
    public ReadOnlyMemory<byte> Sign(object message)
    {
        if (!CanSign)
            throw new InvalidOperationException(NoKey);
        var json = JsonSerializer.SerializeToNode(message, WireJson.Options)!.AsObject();
        json[Timestamp] = time.GetUtcNow().ToUnixTimeMilliseconds();
        json[Nonce] = Guid.NewGuid().ToString("N");
        json.Remove(Signature);
        json[Signature] = key.Sign(CanonicalJson.Of(JsonSerializer.SerializeToElement(json))
            ?? throw new ArgumentException("The message has no canonical text: a number in it is beyond a double.", nameof(message)));
        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(json, WireJson.Options);
    }

    /// <param name="source">Where it came from, for the log: a channel, a queue, http.</param>
    public Task<ControlVerdict> JudgeAsync(ReadOnlyMemory<byte> body, string source, CancellationToken cancellation)
    {
        var parsed = ParsedBody.Of(body);
        return parsed.Malformed is { } why
            ? Task.FromResult<ControlVerdict>(Refuse("that cannot be read", source, "malformed", why))
            : JudgeAsync(parsed.Message, source, cancellation);
    }

    /// <summary>Accepts a message once per host, and only for a moment: throws when the store is out of reach.</summary>
    public async Task<ControlVerdict> JudgeAsync(JsonElement message, string source, CancellationToken cancellation)
    {
        // Those for instances need no type: their action is their name.
        var type = Text(message, "type") ?? Text(message, "action") ?? "without a type";
        if (Text(message, "instanceId") is { } instance)
            type += $" for the instance {PayloadRules.Cut(instance)}";
        if (!key.IsGiven)
            return Refuse(type, source, "no_key", NoKey);
        if (Text(message, Signature) is not { } signature)
            return Refuse(type, source, "unsigned", "It carries no signature.");
        if (CanonicalJson.Of(message, Signature) is not { } canonical)
            return Refuse(type, source, "malformed", "It has no canonical text: a name stands twice in an object, or a number is beyond a double.");
        if (!key.Fits(canonical, signature))
            return Refuse(type, source, "bad_signature", "Its signature does not fit its content: another key, a changed message, or another canonical text.");
        if (AgeOf(message) is not { } age || age.Duration() > options.Value.Skew)
            return Refuse(type, source, "stale", $"Its timestamp must be epoch milliseconds at most {options.Value.Skew.TotalSeconds:0} s from this host's clock.");
        if (Text(message, Nonce) is not { } nonce || !NonceForm().IsMatch(nonce))
            return Refuse(type, source, "malformed", "Its nonce must be 8 to 64 characters of A-Z a-z 0-9 . _ - and made anew for each message.");
        if (echoes.TryRemove($"{source} {nonce}", out _))
            return new ControlVerdict.Echo();

        // A timestamp may lie ahead by the skew and is then fresh for twice as long.
        var standing = await nonces.TakeAsync(nonce, host.HostId, options.Value.Skew * 2, Together, cancellation).ConfigureAwait(false);
        return standing == NonceStanding.Replayed
            ? Refuse(type, source, "replayed", "Its nonce was used before.")
            : new ControlVerdict.Accepted(message, standing == NonceStanding.First);
    }

    /// <summary>This host tells the others of a message that it has judged: what comes back to it is no replay.</summary>
    /// <param name="source">The channel by which it comes back; by any other way it is one.</param>
    public void ExpectEcho(JsonElement message, string source)
    {
        if (echoes.Count >= MostEchoes)
            echoes.Clear();
        if (Text(message, Nonce) is { } nonce)
            echoes[$"{source} {nonce}"] = 0;
    }

    private TimeSpan? AgeOf(JsonElement message) =>
        message.TryGetProperty(Timestamp, out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt64(out var ms)
            && ms is > 0 and < 253_402_300_800_000
            ? time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : null;

    private ControlVerdict.Refused Refuse(string type, string source, string code, string reason)
    {
        Refused(PayloadRules.Cut(type), source, code, reason);
        return new ControlVerdict.Refused(code, reason);
    }

    private static string? Text(JsonElement message, string field) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The control message {Type} from {Source} was refused and changed nothing ({Code}): {Reason}")]
    private partial void Refused(string type, string source, string code, string reason);

    [GeneratedRegex("^[A-Za-z0-9._-]{8,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex NonceForm();
}
