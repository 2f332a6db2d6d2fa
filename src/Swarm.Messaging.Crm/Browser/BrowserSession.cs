using Microsoft.Playwright;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>
/// A session of one client: a browser context of its own, with cookies and storage that no other sees. It is that client's from beginning to end.
/// Work without a client has a context of its own beside it, which ends when the session becomes a client's.
/// </summary>
internal sealed class BrowserSession(string id, string client, int slots) : IDisposable
{
    public string Id => id;

    public string Client => client;

    /// <summary>Work without a client: it binds nothing.</summary>
    public bool IsUnbound { get; } = IsNobody(client);

    /// <summary>Tasks at a time.</summary>
    public SemaphoreSlim Slots { get; } = new(slots);

    /// <summary>Of opening and logging in.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>Null: not open, or its browser has died.</summary>
    public IBrowserContext? Context { get; set; }

    /// <summary>Rises with every login; 0: never.</summary>
    public int Logins { get; set; }

    public bool IsLoggedIn { get; set; }

    /// <summary>Tasks that have it now; changed under the lock of all sessions.</summary>
    public int Users { get; set; }

    /// <summary>It is closed when its last user leaves; changed under the lock of all sessions.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Monotonic.</summary>
    public long LastUsed { get; set; }

    /// <summary>The name that tasks without a client run under.</summary>
    public static bool IsNobody(string client) => client == "default";

    public void Dispose()
    {
        Slots.Dispose();
        Gate.Dispose();
    }
}
