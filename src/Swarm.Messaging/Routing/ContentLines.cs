using System.Runtime.InteropServices;
using System.Text.Json;

namespace Swarm.Messaging.Routing;

/// <summary>
/// Counts the lines of a JSON text as it stands in the payload, without building the text: it runs for every submission, and a payload
/// may have a megabyte. A line feed at the very end ends the last line and begins none.
/// </summary>
internal static class ContentLines
{
    /// <summary>More than this many are all the same to routing.</summary>
    public const int Enough = 101;

    /// <summary>0 for what is no text or empty; at most <see cref="Enough"/>.</summary>
    public static int Count(JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.String)
            return 0;
        // Between the quotes: every line feed is an escape, \n or \u000a.
        var rest = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        if (rest.IsEmpty)
            return 0;
        var lines = 1;
        while (lines < Enough)
        {
            var escape = rest.IndexOf((byte)'\\');
            if (escape < 0)
                break;
            var after = rest[(escape + 1)..];
            var length = after[0] == 'u' ? 5 : 1;
            if (IsLineFeed(after[..length]) && after.Length > length)
                lines++;
            rest = after[length..];
        }

        return lines;
    }

    private static bool IsLineFeed(ReadOnlySpan<byte> escape) =>
        escape[0] == 'n' || (escape[0] == 'u' && escape[1..4].SequenceEqual("000"u8) && escape[4] is (byte)'a' or (byte)'A');
}
