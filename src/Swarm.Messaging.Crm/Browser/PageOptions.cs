using Microsoft.Playwright;
using Swarm.Messaging.Crm.Operations;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>What a list on a page offers, for when the option that is asked for does not come.</summary>
internal static class PageOptions
{
    private const int Most = 5;
    private const int Longest = 40;

    /// <returns>Why the task is to blame; null: it is not, since the list is not there, has nothing yet, or has the option.</returns>
    public static async Task<string?> FaultAsync(ILocator list, Template value, string wanted, Secrets secrets)
    {
        if (value.Paths.FirstOrDefault(Template.IsOfInput) is not { } field)
            return null;
        // Value and label in turn. What has no value says that nothing is chosen.
        var words = await list.EvaluateAllAsync<string[]>("all => all.flatMap(e => [...(e.options ?? [])].filter(o => o.value !== '').flatMap(o => [o.value, o.label]))").ConfigureAwait(false);
        if (words.Length == 0 || words.Any(word => word.Trim() == wanted.Trim()))
            return null;
        var labels = words.Where((_, i) => i % 2 == 1).Select(secrets.Hide).Select(l => $"'{(l.Length > Longest ? l[..Longest] + "..." : l)}'").ToList();
        return $"{field} makes it '{wanted}', and there is no such option: it has {string.Join(", ", labels.Take(Most))}{(labels.Count > Most ? $" and {labels.Count - Most} more" : "")}.";
    }
}
