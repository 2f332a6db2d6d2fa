using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tests.Configuration;

/// <summary>A change is judged as a whole, by the options class it is for.</summary>
public sealed class ConfigurationSectionTests : IDisposable
{
    private readonly ServiceProvider services;
    private readonly ConfigurationSection section;

    public ConfigurationSectionTests()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddPlacement();
        collection.Configure<PlacementOptions>(o => o.MaxClasses = 500);
        collection.AddSingleton<RuntimeConfiguration>();
        collection.AddRuntimeSection<PlacementOptions>("Placement",
            nameof(PlacementOptions.Lease), nameof(PlacementOptions.Heartbeat), nameof(PlacementOptions.BacklogBound), nameof(PlacementOptions.MaxClasses));
        services = collection.BuildServiceProvider();
        section = services.GetServices<ConfigurationSection>().Single();
    }

    public void Dispose() => services.Dispose();

    [Fact]
    public void Judge_KnownValues_GivesWhatIsToBeStored()
    {
        var (changes, found) = Judge("""{"backlogBound":"10","Lease":"30s"}""");

        found.ShouldBeEmpty();
        changes.ShouldBe(new Dictionary<string, string?> { ["Placement:BacklogBound"] = "10", ["Placement:Lease"] = "\"00:00:30\"" }, ignoreOrder: true);
    }

    [Fact]
    public void Judge_OneUnknownName_RefusesAllAndTellsTheNearest()
    {
        var (_, found) = Judge("""{"BacklogBound":10,"Heartbeet":"1s","Lease":"soon"}""");

        found.Count.ShouldBe(2);
        found[0].Rule.ShouldContain("did you mean Heartbeat?");
        (found[1].Field, found[1].Value).ShouldBe(("values.Lease", "\"soon\""));
    }

    [Fact]
    public void Judge_AnOptionThatIsNotForRunTime_IsRefusedWithTheWayInThatItHas()
    {
        Judge("""{"TargetTtl":"1h"}""").Found.ShouldHaveSingleItem().Rule.ShouldContain("Placement:TargetTtl is told to each host at its start");
        Judge("""{"Nothing":"1h"}""").Found.ShouldHaveSingleItem().Rule.ShouldContain("there are Lease, Heartbeat, BacklogBound, MaxClasses");
    }

    [Theory]
    [InlineData("""{"BacklogBound":0}""", "values.BacklogBound")]
    [InlineData("""{"Heartbeat":"14s"}""", "values.Heartbeat")]
    [InlineData("""{"Lease":"10s"}""", "values.Lease")]
    public void Judge_WhatTheOptionsClassRefuses_IsRefusedWithItsWords(string values, string field) => Judge(values).Found.ShouldHaveSingleItem().Field.ShouldBe(field);

    /// <summary>Each alone would break the rule between them.</summary>
    [Fact]
    public void Judge_ValuesThatGoTogether_AreTakenTogether() => Judge("""{"Heartbeat":"14s","Lease":"42s"}""").Found.ShouldBeEmpty();

    [Fact]
    public void Judge_TakingBackOneOfTwoThatBelongTogether_IsRefused()
    {
        var stored = new Dictionary<string, string> { ["Placement:Lease"] = "\"00:00:42\"", ["Placement:Heartbeat"] = "\"00:00:14\"" };

        Judge("""{"Lease":null}""", stored).Found.ShouldHaveSingleItem().Rule.ShouldContain("a third");
        Judge("""{"Lease":null,"Heartbeat":null}""", stored).Changes.ShouldBe(
            new Dictionary<string, string?> { ["Placement:Lease"] = null, ["Placement:Heartbeat"] = null }, ignoreOrder: true);
    }

    [Fact]
    public void Judge_WhatIsSoAlready_IsNoChange() =>
        Judge("""{"BacklogBound":10,"Lease":null}""", new() { ["Placement:BacklogBound"] = "10" }).Changes.ShouldBeEmpty();

    [Fact]
    public void Options_FollowWhatIsTaken_WhicheverWayTheyAreAskedFor()
    {
        var (monitor, plain) = (services.GetRequiredService<IOptionsMonitor<PlacementOptions>>(), services.GetRequiredService<IOptions<PlacementOptions>>());
        var told = 0;
        using var listening = monitor.OnChange(_ => told++);
        monitor.CurrentValue.BacklogBound.ShouldBe(PlacementOptions.DefaultBacklogBound);

        services.GetRequiredService<RuntimeConfiguration>().Take(new(1, new Dictionary<string, string> { ["Placement:BacklogBound"] = "7" })).ShouldBeTrue();

        (monitor.CurrentValue.BacklogBound, plain.Value.BacklogBound, plain.Value.MaxClasses, told).ShouldBe((7, 7, 500, 1));
        services.GetRequiredService<RuntimeConfiguration>().Take(StoredConfiguration.Empty);
        plain.Value.BacklogBound.ShouldBe(PlacementOptions.DefaultBacklogBound);
    }

    /// <summary>Another version of the host may have stored it; a host that cannot make its options could do nothing at all.</summary>
    [Fact]
    public void Options_StoredValuesThatDoNotHold_AreNotUsed()
    {
        services.GetRequiredService<RuntimeConfiguration>().Take(new(1, new Dictionary<string, string>
        {
            ["Placement:Heartbeat"] = "\"01:00:00\"", ["Placement:BacklogBound"] = "7", ["Placement:Lease"] = "[]",
        }));

        services.GetRequiredService<IOptionsMonitor<PlacementOptions>>().CurrentValue.BacklogBound.ShouldBe(PlacementOptions.DefaultBacklogBound);
    }

    [Fact]
    public void Look_TellsWhereEachValueComesFrom()
    {
        services.GetRequiredService<RuntimeConfiguration>().Take(new(1, new Dictionary<string, string> { ["Placement:BacklogBound"] = "7" }));

        var view = new ConfigurationReader([section], services.GetRequiredService<RuntimeConfiguration>()).Look(section);

        view.Fields.Where(f => f.AtRunTime).Select(f => (f.Field, f.Value.GetRawText(), f.Source)).ShouldBe(
            [("Lease", "\"00:00:15\"", "default"), ("Heartbeat", "\"00:00:05\"", "default"), ("BacklogBound", "7", "runtime"), ("MaxClasses", "500", "host")]);
        view.Fields.Single(f => f.Field == "BacklogBound").Configured.GetRawText().ShouldBe("100000");
    }

    private (IReadOnlyDictionary<string, string?> Changes, List<Violation> Found) Judge(string values, Dictionary<string, string>? stored = null)
    {
        var found = new List<Violation>();
        var changes = section.Judge(
            stored ?? [], JsonElement.Parse(values).EnumerateObject().ToDictionary(v => v.Name, v => v.Value), found);
        return (changes, found);
    }
}
