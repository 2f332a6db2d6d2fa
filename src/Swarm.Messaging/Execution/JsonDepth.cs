using System.Text.Json;

namespace Swarm.Messaging.Execution;

/// <summary>How deep payloads and results may be: what carries them adds levels of its own, and readers stop at 64.</summary>
internal static class JsonDepth
{
    public const int Most = 58;

    /// <param name="json">Well-formed.</param>
    /// <param name="most">Levels.</param>
    public static bool Fits(ReadOnlySpan<byte> json, int most = Most)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1_000 });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= most)
                return false;
        }

        return true;
    }
}
