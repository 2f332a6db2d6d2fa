using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Control;

/// <summary>The key of control messages, read once. It never leaves this type: not into a log, a status document or an error.</summary>
internal sealed class ControlKey
{
    private readonly byte[] key;

    public ControlKey(IOptions<ControlOptions> options) => key = Encoding.UTF8.GetBytes(options.Value.Key ?? FromFile(options.Value.KeyFile) ?? "");

    public bool IsGiven => key.Length > 0;

    /// <summary>HMAC-SHA256, as lower-case hexadecimal.</summary>
    public string Sign(ReadOnlySpan<byte> canonical) => Convert.ToHexStringLower(HMACSHA256.HashData(key, canonical));

    /// <summary>Takes the same time whatever is wrong with the signature.</summary>
    public bool Fits(ReadOnlySpan<byte> canonical, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(canonical)), Encoding.ASCII.GetBytes(signature));

    private static string? FromFile(string? path)
    {
        if (path is null)
            return null;
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"Control:KeyFile names {path}, which cannot be read: {e.Message}");
        }

        return text.Length >= ControlOptions.ShortestKey ? text
            : throw Unusable($"The key in {path} has {text.Length} characters; it must have at least {ControlOptions.ShortestKey}, or it could be guessed.");
    }

    private static OptionsValidationException Unusable(string why) => new(nameof(ControlOptions), typeof(ControlOptions), [why]);
}
