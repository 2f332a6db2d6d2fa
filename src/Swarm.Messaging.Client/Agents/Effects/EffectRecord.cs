using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>One line of the journal: 8 hexadecimal digits of the SHA-256 of the rest, a space, JSON. The newest line of a key counts.</summary>
/// <param name="LeftAt">Of an intent: since when nobody waits for what came of it. Null: the agent waits still, or died.</param>
/// <param name="Answered">Of an intent: the service had answered by then.</param>
internal sealed record EffectRecord(
    string Type, string Client, string Key, string Operation, string Fingerprint, int Attempt, DateTimeOffset At, JsonElement? Result = null, int Run = 0, DateTimeOffset? LeftAt = null, bool Answered = false)
{
    /// <summary>Something is about to happen.</summary>
    public const string Intent = "intent";

    /// <summary>It has happened.</summary>
    public const string Done = "result";

    /// <summary>This attempt has certainly done nothing.</summary>
    public const string Void = "void";

    private const int CheckDigits = 8;

    public byte[] Line()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);
        return [.. Check(json), (byte)' ', .. json, (byte)'\n'];
    }

    /// <returns>Null for a line that is not whole.</returns>
    public static EffectRecord? Read(ReadOnlySpan<byte> line)
    {
        if (line.Length < CheckDigits + 3 || line[^1] != '\n' || line[CheckDigits] != ' ')
            return null;
        var json = line[(CheckDigits + 1)..^1];
        return line[..CheckDigits].SequenceEqual(Check(json)) ? JsonSerializer.Deserialize<EffectRecord>(json, JsonSerializerOptions.Web) : null;
    }

    private static byte[] Check(ReadOnlySpan<byte> json) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))[..CheckDigits]);
}
