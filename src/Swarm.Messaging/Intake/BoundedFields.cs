using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Intake;

/// <summary>Fields with bounds: what lies outside is a violation that names them. What is not given is null, and none.</summary>
internal static class BoundedFields
{
    /// <param name="what">What the number is, for people, with what stands before it; empty: nothing is said.</param>
    public static long? Within(this JsonFields fields, string name, long least, long most, string what = "", bool required = false)
    {
        var value = fields.Whole(name);
        if (value is { } n ? n < least || n > most : required)
            fields.Refuse(name, value?.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{least}..{most}{what}{(required ? ", required" : "")}.");
        return value;
    }

    /// <summary>One that fits into an int, as its bounds do.</summary>
    public static int? Small(this JsonFields fields, string name, int least, int most, string what = "", bool required = false) =>
        fields.Within(name, least, most, what, required) is { } n && n >= least && n <= most ? (int)n : null;

    /// <summary>One of some words.</summary>
    public static string? OneOf(this JsonFields fields, string name, IReadOnlyCollection<string> words, bool required = false)
    {
        var word = fields.Text(name);
        if (word is null ? required : !words.Contains(word))
            fields.Refuse(name, word is null ? null : PayloadRules.Cut(word), $"One of {string.Join(", ", words)}{(required ? ", required" : "")}.");
        return word;
    }

    /// <summary>A text of at most so many characters.</summary>
    public static string? AtMost(this JsonFields fields, string name, int longest)
    {
        var text = fields.Text(name);
        if (text?.Length > longest)
            fields.Refuse(name, PayloadRules.Cut(text), $"At most {longest} characters; this has {text.Length}.");
        return text;
    }
}
