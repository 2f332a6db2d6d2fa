using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Resources;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Resources that swarms share. Without a verb of its own it lists.</summary>
internal static class ResourcesCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "resources",
            "Resources that swarms share: list, set, allocate, release",
            """
            swarm resources                          what there is, and who holds how much
            swarm resources set cpu 1000             makes a pool, or changes its size
            swarm resources allocate alpha cpu 100   for a swarm, until it releases them or ends
            swarm resources release alpha cpu 100
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, ListAsync);
        command.Add(Set(console, host));
        command.Add(Take(console, host, "allocate", "Allocates resources for a swarm, until it releases them, ends, or is silent for 120 s", "allocations"));
        command.Add(Take(console, host, "release", "Gives resources of a swarm back, at most what it holds", "releases"));
        return command;
    }

    private static Verb Set(CliConsole console, ApiOptions host)
    {
        var (type, total) = (Type(), new Argument<long>("TOTAL") { Description = "How many there are" });
        var command = new Verb("set", "Makes a pool, or changes its size", "swarm resources set cpu 1000") { type, total };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new { Total = verb.Parse.GetValue(total) }, WireJson.Options);
            var answer = await verb.Api.PutAsync(Paths.Resource(verb.Parse.GetValue(type)!), body, "application/json", verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ResourcesChanged>(answer, done => console.Out.WriteLine($"{done.ResourceType}: {done.Available} of {done.Total} available."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Take(CliConsole console, ApiOptions host, string name, string description, string path)
    {
        var (swarm, type) = (new Argument<string>("SWARM") { Description = "The swarm's id" }, Type());
        var amount = new Argument<long>("AMOUNT") { Description = "How many" };
        var id = new Option<string?>("--id") { Description = name == "allocate" ? "Names the allocation; the same again is the same one [default: a new one]" : "Only of this allocation", HelpName = "ID" };
        var command = new Verb(name, description, $"swarm resources {name} alpha cpu 100") { swarm, type, amount, id };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.PostAsync(
                Paths.Resource(verb.Parse.GetValue(type)!, path),
                new { SwarmId = verb.Parse.GetValue(swarm), Amount = verb.Parse.GetValue(amount), AllocationId = verb.Parse.GetValue(id) },
                verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ResourcesChanged>(answer, done => console.Out.WriteLine(
                $"{done.SwarmId} {(name == "allocate" ? "holds" : "gave back")} {done.Amount} of {done.ResourceType}{(done.AllocationId is { } given ? $" as {given}" : "")}; {done.Available} of {done.Total} available."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Argument<string> Type() => new("TYPE") { Description = "cpu, memory or any other" };

    private static async Task<int> ListAsync(HostVerb verb)
    {
        var document = await verb.Api.GetAsync(Paths.Resources, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<ResourcesReport>(document, report =>
        {
            var table = Tables.Create("Type", "#Available", "#Total", "Held by");
            foreach (var pool in report.Pools)
                table.Add(pool.Type, $"{pool.Available}", $"{pool.Total}", string.Join(", ", pool.Held.OrderByDescending(h => h.Value).Take(5).Select(h => $"{h.Key} {h.Value}")));
            verb.Console.Answers.Write(table);
            verb.Console.Remark($"Leader: {report.CurrentLeader ?? "none"}; {Shown.Plural(report.TaskQueueSize, "task")} of swarms wait.");
        });
        return ExitCodes.Ok;
    }
}
