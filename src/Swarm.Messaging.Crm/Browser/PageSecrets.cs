using Microsoft.Playwright;
using Swarm.Messaging.Crm.Operations;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>Where a page would show credentials in a picture of it.</summary>
internal static class PageSecrets
{
    /// <summary>Fields to cover: those for passwords, those that the login fills from credentials, and whatever else has such a value.</summary>
    public static async Task<IReadOnlyList<ILocator>> FieldsAsync(IPage page, LoginScript login, Secrets secrets)
    {
        List<ILocator> fields = [page.Locator("input[type=password]")];
        foreach (var step in login.Steps.Where(s => s.Value is { } value && value.Paths.Any(Template.IsOfCredentials)))
        {
            // One with a value in its selector is found by what stands in it.
            if (step.At is { } at && !at.Paths.Any())
                fields.Add(page.Locator(at.Source));
        }

        foreach (var field in await page.Locator("input, textarea").AllAsync().ConfigureAwait(false))
        {
            if (secrets.IsIn(await field.EvaluateAsync<string?>("e => e.value").ConfigureAwait(false) ?? ""))
                fields.Add(field);
        }

        return fields;
    }

    /// <summary>In its text, or in that of a frame of it.</summary>
    public static async Task<bool> AreShownAsync(IPage page, Secrets secrets)
    {
        foreach (var frame in page.Frames)
        {
            if (secrets.IsIn(await frame.EvaluateAsync<string?>("() => document.documentElement.innerText").ConfigureAwait(false) ?? ""))
                return true;
        }

        return false;
    }
}
