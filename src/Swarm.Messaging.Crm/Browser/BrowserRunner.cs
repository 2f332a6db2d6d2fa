using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Crm.Operations;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>Does operations in a browser, each in its client's session. A failure leaves a screenshot.</summary>
internal sealed partial class BrowserRunner : IOperationRunner
{
    private static readonly Action NoEffect = () => { };

    private readonly IReadOnlyDictionary<string, PageOperation> operations;
    private readonly LoginScript login;
    private readonly CrmAgentOptions options;
    private readonly BrowserSessions sessions;
    private readonly CredentialFile credentials;
    private readonly ClientLogins logins;
    private readonly BoundedFolder screenshots;
    private readonly BoundedFolder downloads;
    private readonly TimeProvider time;
    private readonly ILogger<BrowserRunner> log;

    public BrowserRunner(CrmAgentOptions options, BrowserSessions sessions, CredentialFile credentials, TimeProvider time, ILogger<BrowserRunner> log)
    {
        (operations, login) = PageReader.Read(Path.Combine(options.Operations, "browser"));
        (this.options, this.sessions, this.time, this.log, this.credentials) = (options, sessions, time, log, credentials);
        logins = new ClientLogins(time);
        screenshots = new BoundedFolder(Path.Combine(options.Data, "screenshots"), options.MaxScreenshots, options.MaxFileBytes);
        downloads = new BoundedFolder(Path.Combine(options.Data, "downloads"), options.MaxDownloads, options.MaxFileBytes);
    }

    public IReadOnlyCollection<Operation> Operations => [.. operations.Values];

    public TimeSpan AnswerTimeout => options.StepTimeout;

    public int Together(Operation operation) => 1;

    public Task<IReadOnlyList<(AgentResult Result, bool NotDone)>> RunTogetherAsync(IReadOnlyList<OperationCall> calls, CancellationToken cancellation) =>
        throw new NotSupportedException("In a browser one is done after another.");

    public async Task<AgentResult> RunAsync(OperationCall call, EffectAttempt attempt, CancellationToken cancellation)
    {
        var (operation, since) = ((PageOperation)call.Operation, time.GetUtcNow());
        try
        {
            return await InSessionAsync(call, call.Values(), () => attempt.IsIntended, async run =>
            {
                await run.RunAsync(operation.Steps, attempt.Intend).ConfigureAwait(false);
                var found = JsonSerializer.SerializeToElement(run.Found);
                return new AgentResult.Succeeded(operation.Result is null ? found : JsonSerializer.SerializeToElement(operation.Result.Fill(call.Values().With("out", found))));
            }, cancellation).ConfigureAwait(false);
        }
        catch (StepException e)
        {
            // Others say nothing of what the effect's own request has come to.
            if (e.Type is "server_error" or "refused" or "rate_limited")
                attempt.Answered();
            if (e.NotDone)
                attempt.NotDone();
            else if (attempt.IsIntended && operation.CanVerify && !operation.Repeatable && await VerifyAsync(call, since, cancellation).ConfigureAwait(false) is EffectVerdict.Done done)
                return new AgentResult.Succeeded(done.Result);
            // That it is not there says nothing yet: it may be on its way. The next attempt looks when it has had its time.
            return new AgentResult.Failed(new TaskError(e.Type, $"{call.Operation.Name}, {e.Message}", null, e.Retryable, call.Session));
        }
    }

    public async Task<EffectVerdict> VerifyAsync(OperationCall call, DateTimeOffset since, CancellationToken cancellation)
    {
        var operation = (PageOperation)call.Operation;
        var values = call.Values().With("since", since.ToString("O"));
        try
        {
            return await InSessionAsync<EffectVerdict>(call, values, () => false, async run =>
            {
                await run.RunAsync(operation.Verify!.Steps, NoEffect).ConfigureAwait(false);
                if (await run.CountAsync(operation.Verify.Done).ConfigureAwait(false) == 0)
                    return new EffectVerdict.NotDone();
                await run.RunAsync(operation.Verify.Then, NoEffect).ConfigureAwait(false);
                var found = JsonSerializer.SerializeToElement(run.Found);
                return new EffectVerdict.Done(operation.Result is null ? found : JsonSerializer.SerializeToElement(operation.Result.Fill(values.With("out", found))));
            }, cancellation).ConfigureAwait(false);
        }
        catch (StepException e)
        {
            return new EffectVerdict.Unknown(e.Message) { Login = e is { Type: SessionTrouble.LoginFailed, Retryable: true } ? SessionTrouble.Of(e.Message) : null };
        }
    }

    /// <summary>In the call's session, on a page of its own. One that the service has logged out meanwhile logs in again, once, as long as nothing was begun.</summary>
    private async Task<T> InSessionAsync<T>(OperationCall call, TemplateValues values, Func<bool> isBegun, Func<PageRun, Task<T>> work, CancellationToken cancellation)
    {
        var session = await sessions.EnterAsync(call.Session, call.Client, cancellation).ConfigureAwait(false);
        try
        {
            var stale = -1;
            while (true)
            {
                var (page, number) = await OpenAsync(session, stale, call.Client, cancellation).ConfigureAwait(false);
                try
                {
                    return await OnPageAsync(session, page, call, values, work, cancellation).ConfigureAwait(false);
                }
                catch (LoggedOutException e)
                {
                    if (isBegun())
                        throw new StepException("logged_out", e.Message);
                    if (stale >= 0)
                        throw new StepException(SessionTrouble.LoginFailed, $"Session {session.Id} has logged in again as {call.Client}, and the service shows it as logged out all the same. {e.Message}");
                    stale = number;
                }
                catch (StepException e) when (e.Type == "wrong_client")
                {
                    WrongClient(session.Id, session.Client);
                    await sessions.DiscardAsync(session, page.Context).ConfigureAwait(false);
                    throw;
                }
            }
        }
        finally
        {
            sessions.Leave(session);
        }
    }

    private async Task<(IPage Page, int Login)> OpenAsync(BrowserSession session, int stale, string client, CancellationToken cancellation)
    {
        try
        {
            return await sessions.PageAsync(session, stale, (page, stop) => LogInAsync(page, client, session.Id, stop), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e.IsOfBrowser())
        {
            throw new StepException("browser_ended", $"The browser ended while session {session.Id} was opened: {BrowserProcess.FirstLine(e.Message)}");
        }
    }

    private async Task LogInAsync(IPage page, string client, string session, CancellationToken cancellation)
    {
        JsonElement secret;
        try
        {
            secret = credentials.Of(client) ?? throw new StepException("no_credentials", $"There are no credentials for client {client}.", retryable: false, notDone: true);
        }
        catch (InvalidDataException e)
        {
            throw new StepException("no_credentials", e.Message);
        }

        await logins.OneAsync(client, secret.GetRawText(), () => LogInAsync(page, client, session, secret), cancellation).ConfigureAwait(false);
    }

    private async Task LogInAsync(IPage page, string client, string session, JsonElement secret)
    {
        var values = new TemplateValues([KeyValuePair.Create("client", JsonSerializer.SerializeToElement(client)), KeyValuePair.Create("credentials", secret)]);
        try
        {
            await new PageRun(page, values, client, login, options, downloads) { ChecksOwner = false, Secrets = credentials.SecretsOf(client) }.RunAsync(login.Steps, NoEffect).ConfigureAwait(false);
        }
        catch (StepException e)
        {
            if (await sessions.HasEndedAsync(page, e).ConfigureAwait(false))
                throw StepException.BrowserEnded($"Session {session} could not log in as {client}. {e.Message}");
            // A refusal here is of the credentials, not of the task, which waits until they are mended. Only what they cannot say at all is for good.
            throw new StepException(
                SessionTrouble.LoginFailed, $"Session {session} could not log in as {client}. {e.Message}{await ShotAsync(page, $"login-{client}", client).ConfigureAwait(false)}", e.Type != "bad_input");
        }
    }

    private async Task<T> OnPageAsync<T>(BrowserSession session, IPage page, OperationCall call, TemplateValues values, Func<PageRun, Task<T>> work, CancellationToken cancellation)
    {
        var crashed = false;
        page.Crash += (_, _) =>
        {
            crashed = true;
            _ = page.CloseAsync().EndsAsync(Bound.Closing);
        };
        // Playwright knows no cancellation: what waits on a page that is closed ends. One that hangs is not closed; its step ends at its own bound.
        await using var stop = cancellation.Register(() => _ = page.CloseAsync().EndsAsync(Bound.Closing)).ConfigureAwait(false);
        try
        {
            return await work(new PageRun(page, values, call.Client, login, options, downloads) { Secrets = credentials.SecretsOf(call.Client) }).ConfigureAwait(false);
        }
        catch (Exception e) when ((e is StepException or TimeoutException || e.IsOfBrowser()) && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The task was stopped.", e, cancellation);
        }
        catch (Exception e) when (e is StepException or TimeoutException || e.IsOfBrowser())
        {
            var told = e as StepException ?? new StepException("step_failed", BrowserProcess.FirstLine(e.Message));
            var (type, why) = await sessions.HasEndedAsync(page, told).ConfigureAwait(false) ? ("browser_ended", "The browser ended. ") : crashed ? ("page_crashed", "The page crashed. ") : (told.Type, "");
            throw new StepException(type, $"{why}{told.Message}{await ShotAsync(page, $"{call.TaskId}-{call.Attempt}", call.Client).ConfigureAwait(false)}", told.Retryable, told.NotDone);
        }
        finally
        {
            await sessions.ClosePageAsync(session, page).ConfigureAwait(false);
        }
    }

    /// <returns>Words for the message: where the page was and where its picture is.</returns>
    private async Task<string> ShotAsync(IPage page, string name, string client)
    {
        if (options.MaxScreenshots == 0 || page.IsClosed)
            return "";
        try
        {
            var secrets = credentials.SecretsOf(client);
            if (await PageSecrets.AreShownAsync(page, secrets).WaitAsync(Bound.Picture, TimeProvider.System).ConfigureAwait(false))
                return $" At {page.Url}; no screenshot: the page shows a value of the client's credentials";
            var covered = await PageSecrets.FieldsAsync(page, login, secrets).WaitAsync(Bound.Picture, TimeProvider.System).ConfigureAwait(false);
            var path = screenshots.NewPath(name, "jpg");
            await page.ScreenshotAsync(new() { Path = path, Type = ScreenshotType.Jpeg, Quality = 50, Timeout = (float)Bound.Picture.TotalMilliseconds, Mask = covered })
                .WaitAsync(Bound.Picture, TimeProvider.System).ConfigureAwait(false);
            screenshots.Keep(path);
            return $" At {page.Url}; screenshot {path}";
        }
        catch (Exception e) when (e is TimeoutException or IOException || e.IsOfBrowser())
        {
            return $" At {page.Url}; no screenshot: {BrowserProcess.FirstLine(e.Message)}";
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Session {SessionId} of client {Client} showed a page of another client; its context is thrown away")]
    private partial void WrongClient(string sessionId, string client);
}
