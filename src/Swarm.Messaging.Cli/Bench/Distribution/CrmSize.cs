namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>How much of everything: 100 agents, 1,000 sessions, 200 clients and 10,000 tasks, or as few as a short run needs.</summary>
/// <param name="Tasks">Of the queue, the drain and the mix, each.</param>
internal sealed record CrmSize(int Tasks, int Agents, int Sessions, int Clients)
{
    private const int MostTasks = 10_000;

    public int Slots => Agents * CrmFleet.Slots;

    /// <param name="count">Entries that wait, at most: what the whole benchmark is scaled by.</param>
    public static CrmSize Of(int count)
    {
        var tasks = Math.Clamp(count / 100, 200, MostTasks);
        var agents = Math.Clamp(tasks / 100, 10, 100);
        return new CrmSize(tasks, agents, agents * 10, agents * 2);
    }

    /// <summary>Whose a session is: each client has five, each at another agent.</summary>
    public string Owner(int session)
    {
        var (agent, round) = (session % Agents, session / Agents);
        return Client((2 * ((agent + (13 * (round / 2))) % Agents)) + (round % 2));
    }

    public string Client(int number) => $"client-{number % Clients}";
}
