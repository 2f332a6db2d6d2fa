using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Swarm.Messaging.Crm.Operations;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>Steps of a script on one page, as one client. What the page shows after each navigation is looked at before anything else is done.</summary>
internal sealed class PageRun(IPage page, TemplateValues values, string client, LoginScript login, CrmAgentOptions options, BoundedFolder downloads)
{
    private const int ShownText = 200;
    private const int InlineBytes = 64 * 1024;

    private readonly JsonObject found = [];
    private readonly EffectWatch watch = new(page);
    private bool isAwaitingPage;

    /// <summary>What has been extracted so far, by name.</summary>
    public JsonObject Found => found;

    /// <summary>Whose page it must be; the login page is nobody's yet.</summary>
    public bool ChecksOwner { get; init; } = true;

    /// <summary>What is hidden in texts that are cut: half a secret would not be found.</summary>
    public Secrets Secrets { get; init; } = Secrets.None;

    /// <summary>Runs them in order. <paramref name="intend"/> is called right before the one that has the effect.</summary>
    /// <exception cref="StepException">One did not go as described.</exception>
    public async Task RunAsync(IReadOnlyList<PageStep> steps, Action intend)
    {
        var now = steps.Where(s => s.When is null || values.Find(s.When) is not null).ToList();
        // Not in the middle.
        foreach (var missing in now.SelectMany(s => new[] { s.Url, s.At, s.Value, s.File }).SelectMany(t => t?.Needed ?? []).Where(p => !p.StartsWith("out.", StringComparison.Ordinal) && values.Find(p) is null))
            throw new StepException("bad_input", $"There is no value for {{{{{missing}}}}}.", retryable: false, notDone: true);
        foreach (var step in now)
        {
            if (step.Effect)
            {
                intend();
                watch.Begin();
            }

            try
            {
                await StepAsync(step).OrHungAsync(Bound.Step(options)).ConfigureAwait(false);
                if (step.Effect)
                    watch.Passed();
            }
            catch (UnfitValueException e)
            {
                throw new StepException("bad_input", $"{Shown(step)}: {e.Message}", retryable: false);
            }
            catch (StepException e)
            {
                throw new StepException(e.Type, $"{Shown(step)}: {e.Message}", e.Retryable, e.NotDone);
            }
            catch (Exception e) when (e is TimeoutException || e.IsOfBrowser())
            {
                throw new StepException(e is not TimeoutException ? "step_failed" : isAwaitingPage ? "no_answer" : "element_missing", $"{Shown(step)}: {BrowserProcess.FirstLine(e.Message)}");
            }
        }
    }

    public Task<int> CountAsync(Template selector) => page.Locator(Css(selector)).CountAsync().OrHungAsync(Bound.Step(options));

    private async Task StepAsync(PageStep step)
    {
        switch (step.Do)
        {
            case PageStep.Goto:
                isAwaitingPage = true;
                var address = options.BaseAddress.AbsoluteUri.TrimEnd('/') + step.Url!.FillAddress(Values());
                await ArrivedAsync(await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.DOMContentLoaded }).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case PageStep.Fill:
                await At(step).FillAsync(Text(step.Value!)).ConfigureAwait(false);
                break;
            case PageStep.Click when step.Navigates:
                await ArrivedAsync(await ClickToPageAsync(step).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case PageStep.Click:
                await At(step).ClickAsync().ConfigureAwait(false);
                break;
            case PageStep.Select:
                await SelectAsync(step).ConfigureAwait(false);
                break;
            case PageStep.Check:
                await At(step).SetCheckedAsync(step.Value is null || Text(step.Value) is "true" or "on" or "1").ConfigureAwait(false);
                break;
            case PageStep.Expect:
                await ExpectAsync(step).ConfigureAwait(false);
                break;
            case PageStep.Extract:
                found[step.As!] = await ExtractAsync(step).ConfigureAwait(false);
                break;
            case PageStep.Upload:
                await At(step).SetInputFilesAsync(new FilePayload
                {
                    Name = Path.GetFileName(Text(step.File!)), MimeType = "application/octet-stream", Buffer = Encoding.UTF8.GetBytes(Text(step.Value!)),
                }).ConfigureAwait(false);
                break;
            case PageStep.Download:
                found[step.As!] = await DownloadAsync(step).ConfigureAwait(false);
                break;
            case PageStep.Wait:
                await At(step).First.WaitForAsync().ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Waits for the option: a script may bring it.</summary>
    private async Task SelectAsync(PageStep step)
    {
        var (list, wanted) = (At(step), Text(step.Value!));
        try
        {
            await list.SelectOptionAsync(wanted).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            if (await PageOptions.FaultAsync(list, step.Value!, wanted, Secrets).ConfigureAwait(false) is { } fault)
                throw new StepException("bad_input", fault, retryable: false);
            throw;
        }
    }

    private async Task<IResponse?> ClickToPageAsync(PageStep step)
    {
        // An element that is not there asks for no page; one that was clicked does, though the click itself may last as long as the page.
        void Asked(object? sender, IRequest request) => isAwaitingPage |= request.IsNavigationRequest;
        page.Request += Asked;
        try
        {
#pragma warning disable CS0612, CS0618 // The navigation is the click's own: it is begun inside and nothing else navigates this page.
            return await ClickAndWait.OfAsync(
                () => At(step).ClickAsync(), click => page.RunAndWaitForNavigationAsync(click, new() { WaitUntil = WaitUntilState.DOMContentLoaded })).ConfigureAwait(false);
#pragma warning restore CS0612, CS0618
        }
        finally
        {
            page.Request -= Asked;
        }
    }

    /// <summary>A page has come: is it an answer at all, are we still logged in, and is it this client's.</summary>
    private async Task ArrivedAsync(IResponse? response)
    {
        isAwaitingPage = false;
        if (response is { Status: >= 400 and var status })
        {
            var text = Secrets.Hide((await page.InnerTextAsync("body").ConfigureAwait(false)).Trim());
            throw new StepException(
                status >= 500 ? "server_error" : status == 429 ? "rate_limited" : "refused", $"The page was answered {status}: {Cut(text)}",
                retryable: status >= 500 || status is 429 or 408, notDone: status < 500 && status != 408 && watch.IsAnswerToEffect(response));
        }

        if (login.LoggedOut is { } loggedOut && ChecksOwner && await page.Locator(loggedOut).CountAsync().ConfigureAwait(false) > 0)
            throw new LoggedOutException();
        if (login.Owner is not { } owner || !ChecksOwner)
            return;
        var mark = page.Locator(owner).First;
        var said = login.OwnerAttribute is { } attribute ? await mark.GetAttributeAsync(attribute).ConfigureAwait(false) : (await mark.InnerTextAsync().ConfigureAwait(false)).Trim();
        if (said != client)
            throw new StepException("wrong_client", $"The page at {page.Url} belongs to '{said}' and not to {client}.", retryable: true);
    }

    private async Task ExpectAsync(PageStep step)
    {
        if (step.Count is { } count)
        {
            var locator = At(step);
            if (count > 0)
                await locator.Nth(count - 1).WaitForAsync(new() { State = WaitForSelectorState.Attached }).ConfigureAwait(false);
            if (await locator.CountAsync().ConfigureAwait(false) is var have && have != count)
                throw new StepException("not_as_expected", $"There are {have} such elements and not {count}.");
        }

        if (step.Value is null)
        {
            if (step.Count is null)
                await At(step).First.WaitForAsync().ConfigureAwait(false);
            return;
        }

        var text = await At(step).First.InnerTextAsync().ConfigureAwait(false);
        if (!text.Contains(Text(step.Value), StringComparison.Ordinal))
            throw new StepException("not_as_expected", $"It says '{Cut(Secrets.Hide(text))}' and not '{Text(step.Value)}'.");
    }

    private async Task<JsonNode?> ExtractAsync(PageStep step)
    {
        var locator = At(step);
        if (!step.Every)
            return await OneAsync(locator.First, step).ConfigureAwait(false);
        var all = new JsonArray();
        foreach (var element in await locator.AllAsync().ConfigureAwait(false))
            all.Add(await OneAsync(element, step).ConfigureAwait(false));
        return all;
    }

    private static async Task<JsonNode?> OneAsync(ILocator element, PageStep step)
    {
        if (step.Fields.Count == 0)
            return await ValueAsync(element, step.Attribute).ConfigureAwait(false);
        var fields = new JsonObject();
        foreach (var (name, of) in step.Fields)
        {
            var at = of.LastIndexOf('@');
            var (selector, attribute) = at < 0 ? (of, null) : (of[..at], of[(at + 1)..]);
            fields[name] = await ValueAsync(selector.Length == 0 ? element : element.Locator(selector), attribute).ConfigureAwait(false);
        }

        return fields;
    }

    private static async Task<string?> ValueAsync(ILocator element, string? attribute) =>
        attribute is null ? (await element.InnerTextAsync().ConfigureAwait(false)).Trim() : await element.GetAttributeAsync(attribute).ConfigureAwait(false);

    /// <summary>The file stays in the agent's folder; a small text comes along.</summary>
    private async Task<JsonObject> DownloadAsync(PageStep step)
    {
        var download = await ClickAndWait.OfAsync(() => At(step).ClickAsync(), click => page.RunAndWaitForDownloadAsync(click)).ConfigureAwait(false);
        var name = download.SuggestedFilename;
        var path = downloads.NewPath(Path.GetFileNameWithoutExtension(name), Path.GetExtension(name).TrimStart('.') is { Length: > 0 and <= 10 } ending && ending.All(char.IsAsciiLetterOrDigit) ? ending : "bin");
        await download.SaveAsAsync(path).ConfigureAwait(false);
        downloads.Keep(path);
        var bytes = await File.ReadAllBytesAsync(path).ConfigureAwait(false);
        var file = new JsonObject { ["name"] = name, ["path"] = path, ["bytes"] = bytes.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        if (bytes.Length <= InlineBytes && System.Text.Unicode.Utf8.IsValid(bytes))
            file["content"] = Encoding.UTF8.GetString(bytes);
        return file;
    }

    private static string Cut(string text) => text.Length > ShownText ? text[..ShownText] : text;

    private ILocator At(PageStep step) => page.Locator(Css(step.At!));

    private string Shown(PageStep step) => $"step {step.Number} ({step.Do}{(step.At is { } at ? $" {at.Show(Values(), Escapes.Css)}" : step.Url is { } url ? $" {url.Show(Values(), Escapes.Url)}" : "")})";

    private string Css(Template selector) => selector.Fill(Values(), Escapes.Css);

    private string Text(Template template) => template.Fill(Values(), Escapes.None);

    private TemplateValues Values() => values.With("out", JsonSerializer.SerializeToElement(found));
}
