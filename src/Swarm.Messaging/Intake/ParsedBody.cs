using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Intake;

/// <summary>A command's body, taken apart without trusting it: plain JSON, or MassTransit's envelope round it.</summary>
/// <param name="Fault">Why it cannot be taken; null: it can.</param>
internal sealed record ParsedBody(JsonElement Message, JsonElement? Envelope, Violation? Fault)
{
    private const int Shown = 40;

    /// <summary>The greatest body of any command.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>How deep a document may nest; deeper ones are attacks or accidents.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    public string? Malformed => Fault?.Rule;

    public static ParsedBody Of(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBytes)
            return Bad($"{body.Length} bytes", $"The body has {body.Length} bytes; at most {MaxBytes} are read.", "too_large");
        if (body.Length == 0)
            return Bad(null, "The body is empty; it must be a JSON object.");
        // The parser lets broken text inside strings pass, and it would break whoever reads that string later.
        if (!Utf8.IsValid(body.Span))
        {
            var at = FirstBroken(body.Span);
            return Bad(
                Convert.ToHexString(body.Span.Slice(at, Math.Min(4, body.Length - at))), $"The body is not UTF-8: at byte {at}, counted from 0, no character begins or it is cut off.");
        }

        JsonElement root;
        try
        {
            root = JsonElement.Parse(body.Span, Options);
            if (HasLoneSurrogate(body.Span))
                return Bad(null, "A text in the body has half of a surrogate pair (\\uD800 to \\uDFFF without its other half): it is no Unicode text.");
        }
        catch (JsonException e)
        {
            var at = OffsetOf(e, body.Span);
            return Bad(
                Encoding.UTF8.GetString(body.Span.Slice(at, Math.Min(Shown, body.Length - at))), $"The body is not JSON of at most {MaxDepth} levels in UTF-8; at byte {at}, counted from 0: {e.Message.Split(" LineNumber:", 2)[0]}");
        }

        if (root.ValueKind != JsonValueKind.Object)
            return Bad(PayloadRules.Show(root), $"The body is a JSON {root.ValueKind.ToString().ToLowerInvariant()}; it must be an object.");
        var enveloped = root.TryGetProperty("messageType", out var types) && types.ValueKind == JsonValueKind.Array
            && root.TryGetProperty("message", out var inner) && inner.ValueKind == JsonValueKind.Object;
        return enveloped ? new(root.GetProperty("message"), root, null) : new(root, null, null);
    }

    public static bool HasLoneSurrogate(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\\u"u8) < 0)
            return false;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            return true;
        }

        return false;
    }

    private static int FirstBroken(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (at < body.Length && Rune.DecodeFromUtf8(body[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return Math.Min(at, body.Length - 1);
    }

    // The parser tells line and byte in the line.
    private static int OffsetOf(JsonException e, ReadOnlySpan<byte> body)
    {
        var at = 0;
        for (var line = 0L; line < e.LineNumber && body[at..].IndexOf((byte)'\n') is var end and >= 0; line++)
            at += end + 1;
        return (int)Math.Clamp(at + (e.BytePositionInLine ?? 0), 0, body.Length - 1);
    }

    private static ParsedBody Bad(string? value, string why, string code = "malformed") => new(default, null, new Violation("body", value, why, code));
}
