using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Control;

namespace Swarm.Messaging.Integration.Tests.Control;

/// <summary>Control messages as somebody outside makes them, with the flaws a test wants.</summary>
internal static class ControlTexts
{
    public const string Key = "a key of more than thirty-two characters";

    /// <param name="message">JSON without the fields of the signature.</param>
    public static string Signed(string message, string key = Key, TimeSpan? age = null, string? nonce = null)
    {
        var at = TimeProvider.System.GetUtcNow() - (age ?? TimeSpan.Zero);
        var body = $"{message.TrimEnd()[..^1]},\"timestamp\":{at.ToUnixTimeMilliseconds()},\"nonce\":\"{nonce ?? Guid.NewGuid().ToString("N")}\"}}";
        var signature = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), CanonicalJson.Of(JsonElement.Parse(body))!));
        return $"{body[..^1]},\"signature\":\"{signature}\"}}";
    }
}
