using System.Buffers;
using System.Text;

namespace Swarm.Messaging.Crm.Running.Hiding;

/// <summary>Finds secrets in texts, however they are escaped there, and in Base64. Pure.</summary>
internal sealed class SecretForms
{
    /// <summary>Characters of Base64 of a part: fewer stand in any text by chance.</summary>
    private const int ShortestPart = 8;

    /// <summary>Of which each goes with each as user and password; those of a client are few.</summary>
    private const int MostPaired = 16;

    /// <summary>The longest first: one may be a part of another.</summary>
    private readonly string[] forms;
    private readonly SearchValues<string> search;

    /// <param name="users">Names that may stand before a password in Basic, beside the values themselves.</param>
    public SecretForms(IReadOnlyCollection<string> values, IReadOnlyCollection<string> users)
    {
        var known = values.Concat(values.SelectMany(Base64)).ToHashSet(StringComparer.Ordinal);
        foreach (var user in values.Concat(users).Take(MostPaired))
            known.UnionWith(values.Take(MostPaired).SelectMany(value => Base64Whole($"{user}:{value}")));
        // What looks like an escape inside one is read as such in a text, and a backslash at its end with what follows it there.
        known.UnionWith(known.Select(EscapedText.Plain).SelectMany(v => new[] { v, v.TrimEnd('\\') }).Where(v => v.Count(c => !char.IsWhiteSpace(c)) >= Secrets.Shortest).ToList());
        forms = [.. known.OrderByDescending(f => f.Length)];
        search = SearchValues.Create(forms, StringComparison.Ordinal);
    }

    public bool AreIn(string text) => forms.Length > 0 && EscapedText.Layers(text).Any(layer => layer.Text.AsSpan().ContainsAny(search));

    /// <returns>Where, in order and apart from each other.</returns>
    public IReadOnlyList<(int From, int To)> Find(string text)
    {
        var found = new List<(int From, int To)>();
        foreach (var layer in EscapedText.Layers(text))
        {
            for (var at = 0; Next(layer.Text, at) is var next and >= 0; at = next + 1)
                found.Add(layer.Place(next, Array.Find(forms, f => layer.Text.AsSpan(next).StartsWith(f, StringComparison.Ordinal))!.Length));
        }

        var apart = new List<(int From, int To)>();
        foreach (var (from, to) in found.Order())
        {
            if (apart.Count > 0 && from < apart[^1].To)
                apart[^1] = (apart[^1].From, Math.Max(to, apart[^1].To));
            else
                apart.Add((from, to));
        }

        return apart;
    }

    private int Next(string text, int at) => forms.Length > 0 && text.AsSpan(at).IndexOfAny(search) is var next and >= 0 ? at + next : -1;

    /// <summary>Of itself, and what of it is the same in Base64 of whatever has it in it: one of three, by where it begins.</summary>
    private static IEnumerable<string> Base64(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        for (var before = 0; before < 3; before++)
        {
            var all = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var (from, to) = (before == 0 ? 0 : before + 1, (before + bytes.Length) * 8 / 6);
            foreach (var form in to - from >= ShortestPart ? Both(all[from..to]) : [])
                yield return form;
        }

        foreach (var form in Base64Whole(value))
            yield return form;
    }

    private static string[] Base64Whole(string value) => Both(Convert.ToBase64String(Encoding.UTF8.GetBytes(value)));

    /// <summary>The usual one, and that of addresses.</summary>
    private static string[] Both(string form) => [form, form.Replace('+', '-').Replace('/', '_').TrimEnd('=')];
}
