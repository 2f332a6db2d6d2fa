using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Whether a call of a trigger comes from somebody who knows <c>Workflows:WebhookSecret</c>, and is not an old one.</summary>
internal sealed class HookSignature(IOptions<WorkflowOptions> options, TimeProvider time)
{
    public const string Path = "/hooks";

    /// <summary>From the first moment at which a call can be made with one timestamp to the last: its clock may be behind and ahead.</summary>
    public static readonly TimeSpan Good = 2 * TimeSpan.FromMinutes(MostMinutes);

    private const string Header = "X-Swarm-Signature";

    /// <summary>Clocks differ, and calls are under way for a while.</summary>
    private const int MostMinutes = 5;

    /// <summary>
    /// A signature is the id of its message: the run applies it once, with its inbox, for as long as that remembers (6 h by default, <see cref="Good"/> at least). Sent again by
    /// whoever has seen it, it is no call of the same node in a later rerun; one that changed nothing may be sent again until it does.
    /// </summary>
    public static CommandOrigin Origin(IHeaderDictionary headers) => new("http", $"hook:{headers[Header]}");

    /// <summary>
    /// The place is signed, too: what a webhook node has sent somewhere is signed by the same secret and no call of a trigger, and a call of one
    /// trigger is none of another.
    /// </summary>
    /// <returns>Null when it is good.</returns>
    public string? Fault(string executionId, string nodeId, IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        if (options.Value.WebhookSecret is not { } secret)
            return "This host takes no signed calls: set Workflows:WebhookSecret, or call /api/workflows/{id}/nodes/{node}/call with the token.";
        var timestamp = headers["X-Swarm-Timestamp"].ToString();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > MostMinutes * 60)
            return "X-Swarm-Timestamp must be the time of the call in seconds since 1970, at most 5 minutes off.";
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}.{Path}/{executionId}/{nodeId}."), .. body.Span];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes($"sha256={Convert.ToHexStringLower(expected)}"), Encoding.ASCII.GetBytes(headers[Header].ToString()))
            ? null
            : $"X-Swarm-Signature must be sha256= and the HMAC-SHA256, in hex, by Workflows:WebhookSecret, of the timestamp, a dot, {Path}/{executionId}/{nodeId}, a dot and the body.";
    }
}
