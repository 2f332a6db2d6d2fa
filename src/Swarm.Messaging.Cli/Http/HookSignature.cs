using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Whether a call of a trigger comes from somebody who knows <c>Workflows:WebhookSecret</c>, and is not an old one.</summary>
internal sealed class HookSignature(IOptions<WorkflowOptions> options, TimeProvider time)
{
    public const string Path = "/hooks";

    /// <summary>Clocks differ, and calls are under way for a while. The second call of one node changes nothing anyway.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromMinutes(5);

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
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > MostAge.TotalSeconds)
            return "X-Swarm-Timestamp must be the time of the call in seconds since 1970, at most 5 minutes off.";
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}.{Path}/{executionId}/{nodeId}."), .. body.Span];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes($"sha256={Convert.ToHexStringLower(expected)}"), Encoding.ASCII.GetBytes(headers["X-Swarm-Signature"].ToString()))
            ? null
            : $"X-Swarm-Signature must be sha256= and the HMAC-SHA256, in hex, by Workflows:WebhookSecret, of the timestamp, a dot, {Path}/{executionId}/{nodeId}, a dot and the body.";
    }
}
