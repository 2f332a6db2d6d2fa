using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Client.Agents;

/// <summary>Who the agent is, what it does, and how it reaches the system: <see cref="Address"/> or <see cref="Data"/> for HTTP, <see cref="Broker"/> for a bus of its own, neither for the program's MassTransit bus.</summary>
public sealed partial class SwarmAgentOptions
{
    private readonly Dictionary<(string Kind, string Operation), Func<IServiceProvider, ISwarmAgentHandler>> handlers = [];

    /// <summary>The agent's own name, <c>[A-Za-z0-9._-]{1,128}</c>; one process at a time uses it. Default: the machine's name and six random characters.</summary>
    public string AgentId { get; set; } = $"{new string([.. Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-').Take(40)])}-{Guid.NewGuid().ToString("N")[..6]}";

    /// <summary>
    /// Which process of those that may use the id, <c>[A-Za-z0-9._-]{1,128}</c>, e.g. a word that is kept with the agent's own files, so that it is the same after a restart. While it is heard of,
    /// another instance cannot register under the id (<c>agent_in_use</c>). Default null: whoever registers last has it.
    /// </summary>
    public string? Instance { get; set; }

    /// <summary>What sort of agent, for people. Default <c>agent</c>.</summary>
    public string Type { get; set; } = "agent";

    /// <summary>Work on code. Null: the operations that handlers are there for, on all file types.</summary>
    public AgentCapabilities? Capabilities { get; set; }

    /// <summary>What tasks may ask for in <c>requires</c>.</summary>
    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>CRM operations of which it takes a whole batch as one task, <c>{"items":[{taskId, idempotencyKey, input}]}</c>; <c>*</c> for all. Default none.</summary>
    public IReadOnlyList<string> BulkOperations { get; set; } = [];

    /// <summary>It works through content piece by piece and needs little memory. Default false.</summary>
    public bool Streaming { get; set; }

    /// <summary>Attempts at a time, 1..10,000. Default 10.</summary>
    public int MaxCapacity { get; set; } = 10;

    /// <summary>Completes what it says of itself, e.g. its languages, tools, permissions and bulk operations, which tasks of the CRM ask for. Default: nothing more.</summary>
    public Func<RegisterAgent, RegisterAgent>? Describe { get; set; }

    /// <summary>Completes each heartbeat, e.g. with its workload and health as they are now. Default: nothing more.</summary>
    public Func<AgentHeartbeat, AgentHeartbeat>? Standing { get; set; }

    /// <summary>Called with the id of a session (<see cref="AgentTask.SessionId"/>) that the system has ended and in which nothing runs, so that what is open for it can be closed. Default: nothing.</summary>
    public Func<IServiceProvider, string, Task>? SessionEnded { get; set; }

    /// <summary>
    /// Takes secrets out of what is said of a failed attempt, an exception of its handler among them, before it is reported or logged: called with the client whose task it was and a text.
    /// Default: nothing is taken out.
    /// </summary>
    public Func<IServiceProvider, string, string, string>? Hide { get; set; }

    /// <summary>A host's HTTP API, e.g. <c>http://127.0.0.1:7070</c>.</summary>
    public Uri? Address { get; set; }

    /// <summary>Of the HTTP API.</summary>
    public string? Token { get; set; }

    /// <inheritdoc cref="SwarmClientOptions.Data"/>
    public string? Data { get; set; }

    /// <summary><c>amqp://user:password@host:5672/vhost</c> or <c>amqps://...</c>.</summary>
    public Uri? Broker { get; set; }

    /// <summary>The installation's, as the hosts have it. Bus only. Default empty.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Longest time until a command is answered. Default 10 s: two heartbeats must fit into a lease.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between heartbeats. Default: as the system says, 5 s.</summary>
    public TimeSpan? Heartbeat { get; set; }

    /// <summary>How long a stopping agent lets running attempts end before it cuts them off: each of these is a failed execution (<c>agent_stopped</c>), which the retry policy may follow by another. Default 30 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal IReadOnlyDictionary<(string Kind, string Operation), Func<IServiceProvider, ISwarmAgentHandler>> Handlers => handlers;

    /// <param name="operation"><c>*</c>: every operation of the kind that has no handler of its own.</param>
    public SwarmAgentOptions Handle(string kind, string operation, Func<AgentTask, CancellationToken, Task<AgentResult>> handler)
    {
        var made = new Delegated(handler);
        handlers[(kind, operation)] = _ => made;
        return this;
    }

    /// <typeparam name="T">Made once, with what the container has for its constructor.</typeparam>
    /// <param name="operation"><c>*</c>: every operation of the kind that has no handler of its own.</param>
    public SwarmAgentOptions Handle<T>(string kind, string operation)
        where T : class, ISwarmAgentHandler
    {
        handlers[(kind, operation)] = services => ActivatorUtilities.GetServiceOrCreateInstance<T>(services);
        return this;
    }

    internal RegisterAgent Registration()
    {
        var kinds = handlers.Keys.Where(h => h.Kind != "code").GroupBy(h => h.Kind, StringComparer.Ordinal)
            .Select(kind => new AgentKind(kind.Key, Names(kind.Select(h => h.Operation)))).ToList();
        var code = handlers.Keys.Where(h => h.Kind == "code").Select(h => h.Operation).ToList();
        var registration = new RegisterAgent
        {
            AgentId = AgentId,
            Instance = Instance,
            Type = Type,
            Capabilities = Capabilities ?? (code.Count == 0 ? null : new AgentCapabilities { Operations = Names(code) }),
            Kinds = kinds.Count == 0 ? null : kinds,
            Tags = Tags.Count == 0 ? null : Tags,
            BulkOperations = BulkOperations.Count == 0 ? null : BulkOperations,
            Streaming = Streaming ? true : null,
            MaxCapacity = MaxCapacity,
            Transport = Address is null && Data is null ? AgentTransports.Bus : AgentTransports.Http,
        };
        return Describe is null ? registration : Describe(registration);
    }

    internal SwarmClientOptions Connection()
    {
        if (handlers.Count == 0)
            throw new ArgumentException($"The swarm agent {AgentId} has no handler: say what it does with Handle(kind, operation, ...).");
        if (!Id().IsMatch(AgentId))
            throw new ArgumentException($"The swarm agent's id is '{AgentId}'; it must be 1 to 128 characters of A-Z a-z 0-9 . _ -");
        if (MaxCapacity is < 1 or > 10_000)
            throw new ArgumentException($"The swarm agent's MaxCapacity is {MaxCapacity}; it must be from 1 to 10,000.");
        var connection = new SwarmClientOptions { Address = Address, Data = Data, Token = Token, Broker = Broker, Prefix = Prefix, Timeout = Timeout };
        connection.Check();
        return connection;
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,128}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    private static string[]? Names(IEnumerable<string> operations)
    {
        var names = operations.ToArray();
        return names.Contains("*") ? null : names;
    }

    private sealed class Delegated(Func<AgentTask, CancellationToken, Task<AgentResult>> handler) : ISwarmAgentHandler
    {
        public Task<AgentResult> HandleAsync(AgentTask task, CancellationToken cancellation) => handler(task, cancellation);
    }
}
