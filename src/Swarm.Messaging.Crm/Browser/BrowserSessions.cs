using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>All sessions of the agent: opened on first use, closed when idle, opened anew when the browser has died.</summary>
internal sealed partial class BrowserSessions(BrowserProcess browser, CrmAgentOptions options, TimeProvider time, ILogger<BrowserSessions> log) : IAsyncDisposable
{
    private const int RememberedIds = 10_000;

    private readonly SessionBindings bindings = new(RememberedIds);
    private readonly Dictionary<(string Id, bool IsUnbound), BrowserSession> open = [];
    private readonly Lock gate = new();

    public IReadOnlyList<BrowserSession> Open
    {
        get
        {
            lock (gate)
                return [.. open.Values];
        }
    }

    /// <summary>Waits for a free slot of the session. Whoever gets it gives it back with <see cref="Leave"/>.</summary>
    /// <exception cref="StepException">
    /// <c>session_bound</c>: the session is another client's. Retryable: the task is right, and whoever chose the session chooses another.
    /// </exception>
    public async Task<BrowserSession> EnterAsync(string id, string client, CancellationToken cancellation)
    {
        BrowserSession session;
        BrowserSession? longest = null, nobodys = null;
        var isUnbound = BrowserSession.IsNobody(client);
        lock (gate)
        {
            if (!isUnbound)
            {
                // Open longer than ids are remembered, it says itself whose it is.
                if (bindings.Bind(id, open.TryGetValue((id, false), out var its) ? its.Client : client) is var bound && bound != client)
                    throw new StepException("session_bound", $"Session {id} is bound to client {bound} and is never given to {client}.", notDone: true);
                nobodys = End((id, true));
            }

            if (!open.TryGetValue((id, isUnbound), out session!))
            {
                if (open.Count >= options.MaxSessions)
                {
                    longest = open.Values.Where(s => s.Users == 0).MinBy(s => s.LastUsed)
                        ?? throw new StepException("no_session_room", $"All {options.MaxSessions} sessions of this agent are in use.", notDone: true);
                    open.Remove(KeyOf(longest));
                }

                open[(id, isUnbound)] = session = new BrowserSession(id, client, options.SlotsPerSession);
            }

            session.Users++;
        }

        try
        {
            if (nobodys is not null)
                await CloseAsync(nobodys, $"it is client {client}'s from now on").ConfigureAwait(false);
            if (longest is not null)
                await CloseAsync(longest, "another needs its place").ConfigureAwait(false);
            await session.Slots.WaitAsync(cancellation).ConfigureAwait(false);
            return session;
        }
        catch
        {
            Left(session);
            throw;
        }
    }

    public void Leave(BrowserSession session)
    {
        session.Slots.Release();
        Left(session);
    }

    /// <summary>A page in the session, logged in. The session logs in when nobody has, or when whoever asks has seen <paramref name="staleLogin"/> end.</summary>
    public async Task<(IPage Page, int Login)> PageAsync(BrowserSession session, int staleLogin, Func<IPage, CancellationToken, Task> login, CancellationToken cancellation)
    {
        await session.Gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (session.Context is not { Browser.IsConnected: true } context)
            {
                var process = await browser.GetAsync(cancellation).ConfigureAwait(false);
                session.Context = context = await NewContextAsync(process).ConfigureAwait(false);
                context.SetDefaultTimeout((float)options.StepTimeout.TotalMilliseconds);
                session.IsLoggedIn = false;
                Opened(session.Id, session.Client);
            }

            if (!session.IsLoggedIn || session.Logins == staleLogin)
            {
                session.IsLoggedIn = false;
                await LoginAsync(session, context, page => login(page, cancellation)).ConfigureAwait(false);
                session.IsLoggedIn = true;
                session.Logins++;
                LoggedIn(session.Id, session.Client);
            }

            return (await NewPageAsync(session, context).ConfigureAwait(false), session.Logins);
        }
        finally
        {
            session.Gate.Release();
        }
    }

    /// <summary>Throws the context away: nothing of it is used again. The session opens another, unless it has done so already.</summary>
    /// <param name="context">Which was seen to be of no use.</param>
    public async Task DiscardAsync(BrowserSession session, IBrowserContext context)
    {
        await session.Gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await DropAsync(session, context).ConfigureAwait(false);
        }
        finally
        {
            session.Gate.Release();
        }
    }

    /// <summary>A page that does not close in its time hangs, and takes the context with it.</summary>
    public async Task ClosePageAsync(BrowserSession session, IPage page)
    {
        if (await page.CloseAsync().EndsAsync(Bound.Closing).ConfigureAwait(false))
            return;
        Hung(session.Id, session.Client);
        await DiscardAsync(session, page.Context).ConfigureAwait(false);
    }

    /// <summary>Something of this page's has gone wrong; if it has waited in vain, the browser is asked whether it lives at all.</summary>
    /// <returns>Whether the browser has ended.</returns>
    public async Task<bool> HasEndedAsync(IPage page, StepException wrong) =>
        wrong.IsSilence ? await browser.EndIfSilentAsync(page.Context.Browser).ConfigureAwait(false) : page.Context.Browser is { IsConnected: false };

    /// <summary>Closes sessions that nobody has used for long.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunOnceAsync()
    {
        List<BrowserSession> idle;
        lock (gate)
        {
            idle = [.. open.Values.Where(s => s.Users == 0 && time.GetElapsedTime(s.LastUsed) > options.SessionIdle)];
            idle.ForEach(s => open.Remove(KeyOf(s)));
        }

        foreach (var session in idle)
            await CloseAsync(session, "it was idle").ConfigureAwait(false);
        return idle.Count;
    }

    /// <summary>The system has ended the session: it is closed now, or when its last user leaves. Used again, it is opened anew.</summary>
    public async Task EndAsync(string id)
    {
        List<BrowserSession> ended;
        lock (gate)
            ended = [.. new[] { End((id, false)), End((id, true)) }.OfType<BrowserSession>()];
        foreach (var session in ended)
            await CloseAsync(session, "the system has ended it").ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in Open)
            await CloseContextAsync(session).ConfigureAwait(false);
    }

    private static (string Id, bool IsUnbound) KeyOf(BrowserSession session) => (session.Id, session.IsUnbound);

    /// <summary>Under the lock. The session to close now, or null: there is none, or its last user closes it.</summary>
    private BrowserSession? End((string Id, bool IsUnbound) key)
    {
        if (!open.TryGetValue(key, out var session))
            return null;
        session.IsEnded = session.Users > 0;
        if (session.IsEnded)
            return null;
        open.Remove(key);
        return session;
    }

    /// <summary>Within the gate.</summary>
    private async Task LoginAsync(BrowserSession session, IBrowserContext context, Func<IPage, Task> login)
    {
        var page = await NewPageAsync(session, context).ConfigureAwait(false);
        try
        {
            await login(page).ConfigureAwait(false);
        }
        finally
        {
            if (!await page.CloseAsync().EndsAsync(Bound.Closing).ConfigureAwait(false))
                await HungAsync(session, context).ConfigureAwait(false);
        }
    }

    private async Task<IBrowserContext> NewContextAsync(IBrowser process)
    {
        try
        {
            return await process.NewContextAsync(new() { AcceptDownloads = true }).OrHungAsync(Bound.Step(options)).ConfigureAwait(false);
        }
        catch (StepException e)
        {
            throw await browser.EndIfSilentAsync(process).ConfigureAwait(false) ? StepException.BrowserEnded(e.Message) : e;
        }
    }

    /// <summary>Within the gate.</summary>
    private async Task<IPage> NewPageAsync(BrowserSession session, IBrowserContext context)
    {
        try
        {
            return await context.NewPageAsync().OrHungAsync(Bound.Step(options)).ConfigureAwait(false);
        }
        catch (StepException e)
        {
            await HungAsync(session, context).ConfigureAwait(false);
            throw context.Browser is { IsConnected: false } ? StepException.BrowserEnded(e.Message) : e;
        }
    }

    /// <summary>Within the gate.</summary>
    private Task HungAsync(BrowserSession session, IBrowserContext context)
    {
        Hung(session.Id, session.Client);
        return DropAsync(session, context);
    }

    /// <summary>Within the gate. A context that does not close hangs for a page of it, or with the browser.</summary>
    private async Task DropAsync(BrowserSession session, IBrowserContext context)
    {
        if (session.Context == context)
            (session.Context, session.IsLoggedIn) = (null, false);
        if (!await context.CloseAsync().EndsAsync(Bound.Closing).ConfigureAwait(false))
            await browser.EndIfSilentAsync(context.Browser).ConfigureAwait(false);
    }

    private Task CloseContextAsync(BrowserSession session) => session.Context is { } context ? DropAsync(session, context) : Task.CompletedTask;

    private async Task CloseAsync(BrowserSession session, string reason)
    {
        await CloseContextAsync(session).ConfigureAwait(false);
        session.Dispose();
        Closed(session.Id, session.Client, reason);
    }

    private void Left(BrowserSession session)
    {
        lock (gate)
        {
            session.Users--;
            session.LastUsed = time.GetTimestamp();
            if (session.Users > 0 || !session.IsEnded)
                return;
            open.Remove(KeyOf(session));
        }

        _ = CloseAsync(session, "it was ended while it was in use");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {SessionId} is open for client {Client}")]
    private partial void Opened(string sessionId, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {SessionId} has logged in as client {Client}")]
    private partial void LoggedIn(string sessionId, string client);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page of session {SessionId} of client {Client} hangs and cannot be closed; its context is thrown away, and the session logs in again")]
    private partial void Hung(string sessionId, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {SessionId} of client {Client} is closed: {Reason}")]
    private partial void Closed(string sessionId, string client, string reason);
}
