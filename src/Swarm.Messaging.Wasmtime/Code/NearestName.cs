namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>Finds the name somebody probably meant.</summary>
internal static class NearestName
{
    public static string Among(IEnumerable<string> known, string given) => known.MinBy(name => Distance(name, given))!;

    // Levenshtein with one row. A stranger's field name can be long, and its tail adds nothing to the choice.
    private static int Distance(string a, string b)
    {
        b = b.Length > 64 ? b[..64] : b;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
