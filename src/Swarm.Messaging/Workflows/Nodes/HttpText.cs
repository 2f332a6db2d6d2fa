using System.Text;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>The text of an answer, in the encoding that it names.</summary>
internal static class HttpText
{
    /// <summary>Without the mark of its byte order. UTF-8 when nothing is named, or what nobody knows.</summary>
    public static string Of(HttpResponseMessage answer, ReadOnlySpan<byte> body)
    {
        var encoding = Named(answer.Content.Headers.ContentType?.CharSet?.Trim('"')) ?? Encoding.UTF8;
        return encoding.GetString(encoding.Preamble.Length > 0 && body.StartsWith(encoding.Preamble) ? body[encoding.Preamble.Length..] : body);
    }

    private static Encoding? Named(string? name)
    {
        if (name is not { Length: > 0 })
            return null;
        try
        {
            // Those of the provider are all the others, windows-1252 and the like.
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
