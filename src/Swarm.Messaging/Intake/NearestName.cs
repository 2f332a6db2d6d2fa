namespace Swarm.Messaging.Intake;

/// <summary>Finds what somebody probably meant.</summary>
public static class NearestName
{
    /// <summary>The known name at most a third of its length away; null when none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known) => known
        .Select(k => (Name: k, Distance: Distance(name.ToLowerInvariant(), k.ToLowerInvariant())))
        .Where(k => k.Distance <= Math.Max(1, k.Name.Length / 3))
        .OrderBy(k => k.Distance)
        .Select(k => k.Name)
        .FirstOrDefault();

    private static int Distance(string a, string b)
    {
        if (a.Length > 64)
            return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
