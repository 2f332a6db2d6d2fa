using System.Security.Cryptography;
using System.Text;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>Which swarms the program hosts, and how it reaches the system: <see cref="Address"/> or <see cref="Data"/> for HTTP, <see cref="Broker"/> for a bus of its own, neither for the program's MassTransit bus.</summary>
public sealed class SwarmHostOptions
{
    private readonly List<(RegisterSwarm Swarm, Action<HostedSwarm, IServiceProvider> Configure)> swarms = [];

    /// <summary>
    /// The host's own name, <c>[A-Za-z0-9._-]{1,128}</c>: the same after a restart, so that its swarms are still its own, and one process at a time uses it; the
    /// newest is heard. Default: the machine's name and a hash of the program's folder, so of two processes of one program on a machine one needs another.
    /// </summary>
    public string HostId { get; set; } = Default();

    /// <summary>Up to how many swarms that nobody hosts it takes beside its own, 0..1,000; needs <see cref="Taken"/>. Default 0.</summary>
    public int Capacity { get; set; }

    /// <summary>Gives a swarm that came by <see cref="Capacity"/> its handlers. Default: none are taken.</summary>
    public Action<HostedSwarm>? Taken { get; set; }

    /// <summary>Called when a swarm is another's or has ended: its handlers are not called any more. Default: nothing.</summary>
    public Action<LostSwarm>? Lost { get; set; }

    /// <summary>How long a question for messages waits for one, and so the time between heartbeats, 1..15 s in whole seconds. Default 10 s.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages of one swarm that may wait here for their handlers; the rest waits in the store. 1..10,000. Default 500.</summary>
    public int InHand { get; set; } = 500;

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

    /// <summary>Longest time until a command is answered. Default 10 s: a few tries must fit into the 60 s after which a silent swarm is interrupted.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stop waits for handlers and tasks that have begun. Default 30 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal IReadOnlyList<(RegisterSwarm Swarm, Action<HostedSwarm, IServiceProvider> Configure)> Swarms => swarms;

    /// <summary>A swarm to host from the start on; registered if it is not.</summary>
    public SwarmHostOptions Host(string swarmId, Action<HostedSwarm> configure) => Host(new RegisterSwarm { SwarmId = swarmId }, (swarm, _) => configure(swarm));

    /// <param name="swarm">With its id. When more than that is said, a swarm registered with other content is refused.</param>
    /// <param name="configure">Gives it its handlers, with what the container has.</param>
    public SwarmHostOptions Host(RegisterSwarm swarm, Action<HostedSwarm, IServiceProvider> configure)
    {
        swarms.Add((swarm, configure));
        return this;
    }

    internal SwarmClientOptions Connection()
    {
        Check(Capacity is >= 0 and <= SyncSwarmHost.MostSwarms, nameof(Capacity), Capacity, $"from 0 to {SyncSwarmHost.MostSwarms}");
        Check(Capacity == 0 || Taken is not null, nameof(Capacity), Capacity, $"0 without {nameof(Taken)}, or nobody would act for what it takes");
        Check(Poll >= TimeSpan.FromSeconds(1) && Poll <= TimeSpan.FromSeconds(15), nameof(Poll), Poll, "from 1 to 15 s");
        Check(InHand is >= 1 and <= 10_000, nameof(InHand), InHand, "from 1 to 10,000");
        Check(swarms.All(s => s.Swarm.SwarmId is { Length: > 0 }), nameof(Swarms), "without an id", "named: after a restart it must be the same");
        var connection = new SwarmClientOptions { Address = Address, Data = Data, Token = Token, Broker = Broker, Prefix = Prefix, Timeout = Timeout };
        connection.Check();
        return connection;
    }

    private static void Check(bool isSound, string name, object value, string rule)
    {
        if (!isSound)
            throw new ArgumentException($"The swarm host's {name} is {value}; it must be {rule}.");
    }

    private static string Default()
    {
        var machine = new string([.. Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-').Take(40)]);
        return $"{machine}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(AppContext.BaseDirectory)))[..8]}";
    }
}
