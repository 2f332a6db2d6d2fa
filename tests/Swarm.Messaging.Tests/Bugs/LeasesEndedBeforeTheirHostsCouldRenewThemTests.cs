using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// A store that refused every write for longer than a lease lasts, for want of memory or disk, ended all leases with the first write it took: of what ran all the while, and of
/// what had ended and could not be told. It was executed again, or failed.
/// </summary>
public sealed class LeasesEndedBeforeTheirHostsCouldRenewThemTests
{
    private readonly FakeTimeProvider time = new();
    private readonly PlacementOptions options = new();
    private readonly Store store;
    private readonly PlacementSweeper sweeper;

    public LeasesEndedBeforeTheirHostsCouldRenewThemTests()
    {
        var placement = DispatchProxy.Create<IPlacementStore, Store>();
        store = (Store)(object)placement;
        sweeper = new PlacementSweeper(placement, new PlacementNewsQueue(), new Hears(), Options.Create(options), time, NullLogger<PlacementSweeper>.Instance);
    }

    [Fact]
    public async Task A_sweep_after_none_for_longer_than_a_heartbeat_spares_everybody_for_the_length_of_a_lease()
    {
        await SweepAsync();
        store.Refuses = true;
        for (var second = 0; second < 20; second++)
            await Should.ThrowAsync<IOException>(SweepAsync);
        store.Refuses = false;
        for (var left = options.Lease; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
            await SweepAsync();
        await SweepAsync();

        store.Spared.ShouldBe([false, .. Enumerable.Repeat(true, (int)options.Lease.TotalSeconds), false]);
    }

    [Fact]
    public async Task One_that_failed_and_was_made_up_for_changes_nothing()
    {
        await SweepAsync();
        store.Refuses = true;
        await Should.ThrowAsync<IOException>(SweepAsync);
        store.Refuses = false;
        await SweepAsync();

        store.Spared.ShouldBe([false, false]);
    }

    [Fact]
    public async Task The_first_of_a_host_spares_nobody()
    {
        time.Advance(TimeSpan.FromMinutes(1));
        await SweepAsync();

        store.Spared.ShouldBe([false]);
    }

    [Fact]
    public async Task Heartbeats_that_are_shorter_than_the_pause_between_sweeps_spare_nobody_for_ever()
    {
        (options.Heartbeat, options.Lease) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2));
        for (var second = 0; second < 5; second++)
            await SweepAsync();

        store.Spared.ShouldAllBe(spared => !spared);
    }

    private async Task SweepAsync()
    {
        time.Advance(TimeSpan.FromSeconds(1));
        await sweeper.RunOnceAsync(default);
    }

    private sealed class Hears : IHearing
    {
        public TimeSpan HeardFor => TimeSpan.MaxValue;
    }

    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy is made by deriving from it.")]
    private class Store : DispatchProxy
    {
        public bool Refuses { get; set; }

        public List<bool> Spared { get; } = [];

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            targetMethod!.Name.ShouldBe(nameof(IPlacementStore.SweepAsync));
            if (Refuses)
                return Task.FromException<PlacementNews>(new IOException("OOM"));
            Spared.Add((bool)args![1]!);
            return Task.FromResult(PlacementNews.None);
        }
    }
}
