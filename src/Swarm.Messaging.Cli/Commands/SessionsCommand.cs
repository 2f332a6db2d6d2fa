using System.CommandLine;
using System.Globalization;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Distribution.Sessions;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Browser sessions of agents. Without a verb of its own it lists.</summary>
internal static class SessionsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "sessions",
            "Browser sessions of agents: list, register, release, clean-up",
            """
            swarm sessions                                              whose they are, load, health
            swarm sessions register s-1 --agent agent-1 --client acme   makes one known
            swarm sessions release s-1                                  no new work for it
            swarm sessions clean-up                                     removes what nobody uses, now
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, ListAsync);
        command.Add(Register(console, host));
        var id = new Argument<string>("ID") { Description = "The session's id" };
        var release = new Verb("release", "No new work for a session; it goes when what runs in it has ended", "swarm sessions release s-1") { id };
        HostVerb.Bind(release, host, console, async verb =>
        {
            var answer = await verb.Api.DeleteAsync(Paths.Session(verb.Parse.GetValue(id)!), verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SessionChanged>(answer, done => console.Out.WriteLine(
                $"{done.Session.SessionId} gets no new work{(done.Changed ? "" : "; it was so already")}; {done.Session.ActiveTaskCount} tasks run in it."));
            return ExitCodes.Ok;
        });
        command.Add(release);
        var clean = new Verb("clean-up", "Removes sessions that nobody uses or that drain; it happens by itself every 30 s", "swarm sessions clean-up");
        HostVerb.Bind(clean, host, console, async verb =>
        {
            var answer = await verb.Api.PostAsync($"{Paths.Sessions}/clean-up", new { }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SessionsCleaned>(answer, done => console.Out.WriteLine($"{Shown.Plural(done.SessionIds.Count, "session")} removed."));
            return ExitCodes.Ok;
        });
        command.Add(clean);
        return command;
    }

    private static Verb Register(CliConsole console, ApiOptions host)
    {
        var id = new Argument<string>("ID") { Description = "The session's id" };
        var agent = new Option<string>("--agent") { Description = "Whose it is", HelpName = "AGENT", Required = true };
        var client = new Option<string?>("--client") { Description = "Whom it is logged in for, for good [default: nobody yet]", HelpName = "CLIENT" };
        var most = new Option<int?>("--slots") { Description = "Tasks at a time [default: 5]", HelpName = "N" };
        var command = new Verb("register", "Makes a session of an agent known", "swarm sessions register s-1 --agent agent-1 --client acme") { id, agent, client, most };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.PostAsync(Paths.Sessions, new RegisterBrowserSession
            {
                SessionId = verb.Parse.GetValue(id), AgentId = verb.Parse.GetValue(agent), ClientId = verb.Parse.GetValue(client), MaxConcurrentTasks = verb.Parse.GetValue(most),
            }, verb.Cancellation).ConfigureAwait(false);
            foreach (var warning in HostVerb.Read<SessionChanged>(answer).Warnings)
                console.Remark($"swarm: warning: {warning}");
            verb.Answer<SessionChanged>(answer, done => console.Out.WriteLine(
                $"{done.Session.SessionId} is a session of {done.Session.AgentId} for {done.Session.ClientAffinity ?? "nobody yet"}{(done.Changed ? "" : "; it was known")}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<int> ListAsync(HostVerb verb)
    {
        var document = await verb.Api.GetAsync(Paths.Sessions, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<SessionsReport>(document, report =>
        {
            var table = Tables.Create("Session", "Agent", "Client", "#Load", "#Health", "State", "Breaker", "Last used");
            foreach (var s in report.List)
            {
                table.Add(
                    s.SessionId, s.AgentId, s.ClientAffinity ?? "", $"{s.ActiveTaskCount}/{s.MaxConcurrentTasks}", s.Health.ToString("0.00", CultureInfo.InvariantCulture),
                    s.Draining ? "draining" : s.HealthClass, s.Breaker, Shown.Time(s.LastUsed));
            }

            verb.Console.Answers.Write(table);
            verb.Console.Remark($"{Shown.Plural(report.Sessions, "session")}; affinity hit rate {report.AffinityHitRate * 100:0.#} % of {report.Choices} choices.");
        });
        return ExitCodes.Ok;
    }
}
