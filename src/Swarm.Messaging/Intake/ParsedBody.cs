using System.Text.Json;
using System.Text.Unicode;

namespace Swarm.Messaging.Intake;

/// <summary>A command's body, taken apart without trusting it: plain JSON, or MassTransit's envelope round it.</summary>
internal sealed record ParsedBody(JsonElement Message, JsonElement? Envelope, string? Malformed)
{
    /// <summary>The greatest body of any command.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>How deep a document may nest; deeper ones are attacks or accidents.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    public static ParsedBody Of(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBytes)
            return Bad($"The body has {body.Length} bytes; at most {MaxBytes} are read.");
        if (body.Length == 0)
            return Bad("The body is empty; it must be a JSON object.");
        // The parser lets broken text inside strings pass, and it would break whoever reads that string later.
        if (!Utf8.IsValid(body.Span))
            return Bad("The body is not UTF-8.");
        JsonElement root;
        try
        {
            root = JsonElement.Parse(body.Span, Options);
            if (HasLoneSurrogate(body.Span))
                return Bad("A text in the body has half of a surrogate pair (\\uD800 to \\uDFFF without its other half): it is no Unicode text.");
        }
        catch (JsonException e)
        {
            return Bad($"The body is not JSON of at most {MaxDepth} levels in UTF-8: {e.Message}");
        }

        if (root.ValueKind != JsonValueKind.Object)
            return Bad($"The body is a JSON {root.ValueKind.ToString().ToLowerInvariant()}; it must be an object.");
        var enveloped = root.TryGetProperty("messageType", out var types) && types.ValueKind == JsonValueKind.Array
            && root.TryGetProperty("message", out var inner) && inner.ValueKind == JsonValueKind.Object;
        return enveloped ? new(root.GetProperty("message"), root, null) : new(root, null, null);
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> body)
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

    private static ParsedBody Bad(string why) => new(default, null, why);
}
