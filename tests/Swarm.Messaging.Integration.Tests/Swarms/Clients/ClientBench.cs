using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Clients;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

/// <summary>A host of the system, and what hosts outside say to it in plain JSON.</summary>
internal sealed class ClientBench(SwarmWorld world)
{
    public SwarmWorld World => world;

    public string Daemon => world.Host.Get<HostIdentity>().HostId;

    /// <summary>Signs as a host and makes a swarm its own; it is active when this returns.</summary>
    public async Task<SwarmTerm> HostAsync(string host, string swarm, string session = "s1")
    {
        await SyncAsync(host, new { session });
        var term = new SwarmTerm { SwarmId = swarm, Term = (await DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = swarm, hostId = host })).Swarm.Term };
        (await SyncAsync(host, new { session, beats = new[] { term } })).Hosted.Single(s => s.SwarmId == swarm).Status.ShouldBe(SwarmStatuses.Active);
        return term;
    }

    public async Task<SwarmHostSynced> SyncAsync(string host, object said) => await DoneAsync<SwarmHostSynced>("SyncSwarmHost", With(host, said));

    public async Task<CommandRejected> RefusedAsync(string host, object said) => await RejectedAsync("SyncSwarmHost", With(host, said));

    public async Task<T> DoneAsync<T>(string command, object message)
    {
        var answer = await world.TellAsync(command, message);
        return answer.ShouldBeOfType<T>((answer as CommandRejected)?.Message);
    }

    public async Task<CommandRejected> RejectedAsync(string command, object message) => (await world.TellAsync(command, message)).ShouldBeOfType<CommandRejected>();

    public Task SendAsync(string from, string to, string id) => DoneAsync<SwarmMessageSent>("SendSwarmMessage", new { from, to, messageId = id, payload = new { type = "note" } });

    /// <summary>The host of the system is there, and swarms without heartbeats are interrupted.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await world.PassAsync(time);
        await world.Host.Get<ISwarmHosts>().OfferAsync(Daemon, 1_000, default);
        await world.Host.Get<SwarmWatch>().RunOnceAsync(default);
        await world.PassAsync(TimeSpan.Zero);
    }

    /// <summary>Of those that the test sent: who leads now is told whenever it comes to pass.</summary>
    public static IEnumerable<string> Ids(SwarmHostSynced answer) =>
        answer.Messages.Where(m => !(m.Envelope!.Payload.TryGetProperty("type", out var type) && type.ValueEquals(LeaderAnnouncement.MessageType))).Select(m => m.Envelope!.Id);

    public static object[] Handled(SwarmHostSynced answer) => [.. answer.Messages.Select(m => new { m.SwarmId, m.Position })];

    /// <summary>What answers when time stands still: nothing but a wake ends a wait.</summary>
    public ClientSyncs Standing() => new(
        world.Host.Get<ISwarmClients>(), world.Host.Get<ISwarmHosts>(), world.Registry, world.States, world.Host.Get<ISwarmInboxes>(), world.Host.Get<MessageEvents>(),
        world.Host.Get<Microsoft.Extensions.Options.IOptionsMonitor<Swarm.Messaging.Swarms.SwarmsOptions>>(),
        world.Host.Get<Microsoft.Extensions.Hosting.IHostApplicationLifetime>(), new StandingTime(), NullLogger<ClientSyncs>.Instance);

    public static ReadSync Read(string json)
    {
        var found = new List<Violation>();
        var read = ClientReader.Sync(new JsonFields(System.Text.Json.JsonElement.Parse(json), "", found), found);
        found.ShouldBeEmpty();
        return read;
    }

    private static Dictionary<string, object?> With(string host, object said)
    {
        var fields = said.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(said));
        fields["hostId"] = host;
        return fields;
    }

    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => 1;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
