using System.Text;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary>Entries in the order of their keys, which are all numbers or all texts; equal ones as they stood.</summary>
internal static class Sorting
{
    private static readonly IComparer<string> Texts = Comparer<string>.Create(Compare);

    public static IEnumerable<JToken> Sorted(string function, IEnumerable<JToken> entries, IEnumerable<JToken> keys)
    {
        var pairs = entries.Zip(keys, (Entry, Key) => (Entry, Key));
        if (keys.All(Numbers.Is))
            return pairs.OrderBy(p => p.Key, Numbers.Order).Select(p => p.Entry);
        if (keys.All(k => k.Type == JTokenType.String))
            return pairs.OrderBy(p => (string)p.Key!, Texts).Select(p => p.Entry);
        throw Mixed(function);
    }

    /// <summary>The entry with the largest key or the least one, of equal ones the last; null of nothing.</summary>
    public static JToken Extreme(string function, IList<JToken> entries, IList<JToken> keys, bool largest)
    {
        if (entries.Count == 0)
            return JValue.CreateNull();
        var order = keys.All(Numbers.Is) ? Numbers.Order
            : keys.All(k => k.Type == JTokenType.String) ? Comparer<JToken>.Create((a, b) => Compare((string?)a, (string?)b))
            : throw Mixed(function);
        var best = 0;
        for (var at = 1; at < keys.Count; at++)
        {
            var compared = order.Compare(keys[at], keys[best]);
            best = compared == 0 || compared > 0 == largest ? at : best;
        }

        return entries[best];
    }

    private static ExpressionException Mixed(string function) => new($"Error: invalid-type, function {function} goes by numbers alone or by texts alone.");

    /// <summary>By code points, as JMESPath has it.</summary>
    private static int Compare(string? left, string? right)
    {
        foreach (var (a, b) in left!.EnumerateRunes().AsEnumerable().Zip(right!.EnumerateRunes().AsEnumerable()))
        {
            if (a != b)
                return a.CompareTo(b);
        }

        return left.Length.CompareTo(right.Length);
    }

    private static IEnumerable<Rune> AsEnumerable(this StringRuneEnumerator runes)
    {
        foreach (var rune in runes)
            yield return rune;
    }
}
