using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Swarm.Messaging.Client;
using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

/// <summary>A program that hosts swarms, while time passes and others want what it has.</summary>
public sealed class SwarmHostLifeTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly ConcurrentQueue<string> got = new();
    private readonly ConcurrentQueue<LostSwarm> lost = new();
    private AgentWorld world = null!;

    private ISwarmRegistry Registry => world.Get<ISwarmRegistry>();

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task By_itself_it_is_never_interrupted()
    {
        await using var host = await StartAsync("c1");
        for (var n = 0; n < 5; n++)
        {
            var before = (await Registry.GetAsync("alpha", default))!.LastHeartbeat;
            world.Clock.Advance(TimeSpan.FromSeconds(50));
            await Eventually.HoldsAsync(async () => (await Registry.GetAsync("alpha", default))!.LastHeartbeat > before + TimeSpan.FromSeconds(50), "it is heard of");
            (await world.Get<SwarmWatch>().RunOnceAsync(default)).Interrupted.ShouldNotContain("alpha");
        }

        (host.Find("alpha")!.Term, host.Find("alpha")!.Status).ShouldBe((1, SwarmStatuses.Active));
    }

    [Fact]
    public async Task Killed_it_is_recovered_elsewhere_and_its_next_start_claims_it_and_gets_what_waited()
    {
        await using var other = await StartAsync("c2", "beta");
        var host = await StartAsync("c1");
        await host.CutAsync();

        await StandIns.TakeAsync(world, "alpha");
        (await other.Find("beta")!.SendAsync("alpha", new { type = "note" }, "m0")).OrThrow();

        await using var again = await StartAsync("c1");

        await Eventually.HoldsAsync(() => got.Count == 1, "what waited is handled");
        again.Find("alpha")!.Term.ShouldBe(3);
        lost.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_was_silent_for_too_long_claims_its_swarm_back()
    {
        await using var host = await StartAsync("c1");
        await Registry.RegisterAsync("beta", new SwarmDefinition(), default);
        var session = await world.Get<IConnectionMultiplexer>().GetDatabase().HashGetAsync($"{world.Prefix}:swarm-messaging:{{swarms}}:host:c1", "session");
        await world.Get<Swarm.Messaging.Swarms.Clients.ISwarmClients>().LeaveAsync("c1", session.ToString(), ["alpha"], default);

        await Eventually.HoldsAsync(async () => await Registry.GetAsync("alpha", default) is { Host: "c1", Term: >= 3 }, "it is back");
        await world.TellAsync("SendSwarmMessage", """{"from":"beta","to":"alpha","messageId":"m0","payload":{"type":"note"}}""");
        await Eventually.HoldsAsync(() => got.Count == 1, "its messages are handled");
        lost.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_programs_with_one_host_id_the_newer_is_heard_and_the_older_is_told()
    {
        var older = await StartAsync("c1");
        await using var newer = await StartAsync("c1");

        await Eventually.HoldsAsync(() => lost.Count == 1, "the older is told");
        lost.ShouldBe([new LostSwarm("alpha", "host_taken")]);
        older.Swarms.ShouldBeEmpty();
        (await Should.ThrowAsync<SwarmClientException>(older.HostAsync("gamma", _ => { }))).Message.ShouldContain("choose another host id");
        await older.DisposeAsync();

        (await Registry.GetAsync("alpha", default))!.Host.ShouldBe("c1", "the older's end changes nothing");
        newer.Swarms.Select(s => s.Id).ShouldBe(["alpha"]);
    }

    [Fact]
    public async Task A_swarm_that_another_host_claims_or_that_ends_is_lost_once()
    {
        await using var host = await StartAsync("c1");
        await host.HostAsync("gamma", _ => { });
        await using var other = await StartAsync("c2");
        await Registry.DeregisterAsync("gamma", "done", default);

        await Eventually.HoldsAsync(() => lost.Count == 2, "both are told");
        lost.ShouldBe([new LostSwarm("alpha", DropOutcomes.Taken), new LostSwarm("gamma", DropOutcomes.Gone)], ignoreOrder: true);
        host.Swarms.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_room_it_takes_what_nobody_hosts_and_gives_it_handlers()
    {
        await using var outside = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Swarms:HostSwarms"] = "false" });
        await outside.TellAsync("RegisterSwarm", """{"swarmId":"free"}""");
        await using var host = await SwarmHost.StartAsync(o =>
        {
            (o.HostId, o.Address, o.Token, o.Poll, o.Capacity) = ("c1", outside.Host.Address, outside.Host.Token, TimeSpan.FromSeconds(1), 5);
            o.Taken = swarm => swarm.On("note", (m, _) =>
            {
                got.Enqueue($"{swarm.Id} {m.Id}");
                return Task.CompletedTask;
            });
        });

        await Eventually.HoldsAsync(() => host.Find("free") is { Status: SwarmStatuses.Active }, "it is taken");
        await outside.TellAsync("SendSwarmMessage", """{"from":"free","to":"free","messageId":"m0","payload":{"type":"note"}}""");

        await Eventually.HoldsAsync(() => got.Count == 1, "its message is handled");
        got.ShouldBe(["free m0"]);
    }

    [Fact]
    public async Task In_a_container_it_starts_and_drains_with_the_program()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSwarmHost(o =>
        {
            Reach(o, "c1");
            o.Host(new RegisterSwarm { SwarmId = "alpha", Objective = "Orders" }, (swarm, services) => swarm.OnRequest((_, _) =>
                Task.FromResult<object?>(services.GetRequiredService<IHostEnvironment>().ApplicationName)));
        });
        using var program = builder.Build();
        await program.StartAsync();
        (await Registry.GetAsync("alpha", default))!.ShouldSatisfyAllConditions(s => s.Host.ShouldBe("c1"), s => s.Objective.ShouldBe("Orders"));
        await using (var other = await StartAsync("c2", "beta"))
            (await other.Find("beta")!.RequestAsync("alpha")).ShouldBeOfType<SwarmReply.Answered>().As<string>().ShouldNotBeNullOrEmpty();

        await program.StopAsync();

        (await Registry.GetAsync("alpha", default))!.Host.ShouldNotBe("c1");
    }

    [Fact]
    public async Task A_swarm_that_is_refused_fails_the_start_and_contradictions_are_named()
    {
        await Registry.RegisterAsync("alpha", new SwarmDefinition { Objective = "another" }, default);
        (await Should.ThrowAsync<SwarmClientException>(SwarmHost.StartAsync(o =>
        {
            Reach(o, "c1");
            o.Host(new RegisterSwarm { SwarmId = "alpha", Objective = "Orders" }, (_, _) => { });
        }))).Message.ShouldContain("registered with other content");

        (await Should.ThrowAsync<ArgumentException>(SwarmHost.StartAsync(_ => { }))).Message.ShouldContain("Address, a Data folder or a Broker");
        (await Should.ThrowAsync<ArgumentException>(SwarmHost.StartAsync(o => o.Capacity = 3))).Message.ShouldContain("Taken");
        (await Should.ThrowAsync<ArgumentException>(SwarmHost.StartAsync(o => o.Poll = TimeSpan.FromMinutes(1)))).Message.ShouldContain("from 1 to 15 s");
    }

    private Task<SwarmHost> StartAsync(string id, string swarm = "alpha") => SwarmHost.StartAsync(o =>
    {
        Reach(o, id);
        o.Lost = lost.Enqueue;
        o.Host(swarm, s => s.On("note", (m, _) =>
        {
            got.Enqueue(m.Id);
            return Task.CompletedTask;
        }));
    });

    private void Reach(SwarmHostOptions o, string id) => (o.HostId, o.Address, o.Token, o.Poll) = (id, world.Host.Address, world.Host.Token, TimeSpan.FromSeconds(1));
}
