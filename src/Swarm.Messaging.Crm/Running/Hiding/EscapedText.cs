using System.Text;

namespace Swarm.Messaging.Crm.Running.Hiding;

/// <summary>A text, read once more with each layer of escapes taken off, that knows where in the first text each of its characters stands. Pure; its time grows with the text alone.</summary>
internal sealed class EscapedText
{
    /// <summary>Layers. HTML in JSON in JSON has three.</summary>
    private const int Most = 8;

    private readonly List<(int From, int To)>? places;

    private EscapedText(string text, List<(int From, int To)>? places) => (Text, this.places) = (text, places);

    public string Text { get; }

    /// <summary>The text itself, and what is left of it after each layer, until there are no escapes.</summary>
    public static IEnumerable<EscapedText> Layers(string text)
    {
        var layer = new EscapedText(text, null);
        for (var i = 0; i <= Most && layer is not null; i++)
        {
            yield return layer;
            layer = layer.Next();
        }
    }

    /// <summary>Without any escapes.</summary>
    public static string Plain(string text) => Layers(text).Last().Text;

    /// <summary>Where this part of it stands in the first text.</summary>
    public (int From, int To) Place(int at, int length) => places is null ? (at, at + length) : (places[at].From, places[at + length - 1].To);

    /// <returns>Null: there are no escapes in it.</returns>
    private EscapedText? Next()
    {
        if (!Text.AsSpan().ContainsAny(Escape.Signs))
            return null;
        var plain = new StringBuilder(Text.Length);
        var found = new List<(int From, int To)>(Text.Length);
        var isOther = false;
        for (var at = 0; at < Text.Length;)
        {
            var length = Escape.Read(Text.AsSpan(at), plain);
            isOther |= length > 0;
            if (length == 0)
            {
                plain.Append(Text[at]);
                length = 1;
            }

            var place = Place(at, length);
            while (found.Count < plain.Length)
                found.Add(place);
            at += length;
        }

        return isOther ? new EscapedText(plain.ToString(), found) : null;
    }
}
