using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Work in the CRM. Without a verb of its own it shows the catalogue of operations.</summary>
internal static class CrmCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "crm",
            "Tasks of the CRM (kind ghl): submit, approve, assignments, operations",
            """
            swarm crm submit contact_create --client acme --input '{"email":"ann@example.org"}' --wait
            swarm crm approve task-7 --approval legal        gives what a blocked task waits for
            swarm crm assignments agent-1                    what an agent has
            swarm crm operations                             urgency, session, batches
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, OperationsAsync);
        command.Add(CrmSubmit.Create(console, host));
        command.Add(Approve(console, host));
        command.Add(Assignments(console, host));
        var operations = new Verb("operations", "The catalogue of operations, with what the settings have changed", "swarm crm operations");
        HostVerb.Bind(operations, host, console, OperationsAsync);
        command.Add(operations);
        return command;
    }

    private static Verb Approve(CliConsole console, ApiOptions host)
    {
        var id = new Argument<string>("ID") { Description = "The task's id" };
        var approval = new Option<string>("--approval") { Description = "Its name, or '*': all that are open", HelpName = "NAME", Required = true };
        var command = new Verb("approve", "Gives an approval that a blocked task waits for", "swarm crm approve task-7 --approval legal") { id, approval };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.PostAsync(
                Paths.Approve(verb.Parse.GetValue(id)!), new { approval = verb.Parse.GetValue(approval) }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<CommandDone>(answer, done => console.Out.WriteLine(
                done.Changed ? $"Approved; {done.TaskId} was {done.State} then." : $"It was approved before; {done.TaskId} is {done.State}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Assignments(CliConsole console, ApiOptions host)
    {
        var id = new Argument<string>("AGENT") { Description = "The agent's id" };
        var command = new Verb("assignments", "CRM tasks that an agent has", "swarm crm assignments agent-1") { id };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.AgentAssignments(verb.Parse.GetValue(id)!), verb.Cancellation).ConfigureAwait(false);
            verb.Answer<AssignmentList>(document, list =>
            {
                var table = Tables.Create("Task", "Operation", "Client", "Session", "Batch", "Priority", "#Retries", "Since");
                foreach (var a in list.Assignments)
                    table.Add(a.TaskId, a.GhlOperationType, a.ClientId, a.SessionId ?? "", a.BatchId ?? "", a.Priority, Shown.Count(a.RetryCount), Shown.Time(a.AssignedAt));
                console.Answers.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<int> OperationsAsync(HostVerb verb)
    {
        var document = await verb.Api.GetAsync(Paths.CrmOperations, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<CrmOperations>(document, list =>
        {
            var table = Tables.Create("Operation", "#Urgency", "#Estimate", "Session", "Batches", "Repeatable");
            foreach (var o in list.Operations)
            {
                table.Add(
                    o.Name, Shown.Count(o.Urgency), o.EstimateMs is { } ms ? Shown.Span(TimeSpan.FromMilliseconds(ms)) : "", YesNo(o.Session), YesNo(o.Batchable), YesNo(o.Repeatable));
            }

            verb.Console.Answers.Write(table);
        });
        return ExitCodes.Ok;
    }

    private static string YesNo(bool value) => value ? "yes" : "no";
}
