using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Commands;

internal static class DeadLetterShow
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var id = new Argument<string>("ID") { Description = "Id of a task, or of a rejected input (r-...)" };
        var command = new Verb("show", "Everything known of one", "swarm dead-letters show t-0199f0c8 --json") { id };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var name = verb.Parse.GetValue(id)!;
            if (await FindInputAsync(verb, name).ConfigureAwait(false) is { } input)
                verb.Answer<RejectedInput>(input, i => WriteInput(console, i));
            else
                verb.Answer<TaskDetails>(
                    await verb.Api.GetAsync(Paths.DeadLetter(name), verb.Cancellation).ConfigureAwait(false), t => TaskView.Write(console, t));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<JsonElement?> FindInputAsync(HostVerb verb, string id)
    {
        if (!id.StartsWith("r-", StringComparison.Ordinal))
            return null;
        try
        {
            return await verb.Api.GetAsync($"{Paths.Rejected}/{Paths.Segment(id)}", verb.Cancellation).ConfigureAwait(false);
        }
        catch (RejectedException e) when (e.Rejected.Code == "not_found")
        {
            return null; // callers may name their tasks so, too
        }
    }

    private static void WriteInput(CliConsole console, RejectedInput input)
    {
        console.Facts(
            ("Input", input.Id),
            ("At", Shown.Time(input.At)),
            ("Source", input.Source),
            ("Message id", input.MessageId),
            ("Code", input.Code),
            ("Bytes", Shown.Count(input.BodyBytes)),
            ("Reason", input.Message));
        var violations = JsonSerializer.Deserialize<FieldViolation[]>(input.Violations, CliJson.Line) ?? [];
        if (violations.Length > 0)
        {
            var table = Tables.Create("Field", "Value", "Rule", "Code");
            foreach (var violation in violations)
                table.Add(violation.Field, violation.Value, violation.Rule, violation.Code);
            console.Heading("Broken rules");
            console.Answers.Write(table);
        }

        console.Heading($"Body{(input.BodyBytes > RejectedInput.PreviewBytes ? $", the first {RejectedInput.PreviewBytes} bytes" : "")}");
        console.Out.WriteLine(Printable(input.BodyPreview));
    }

    // A body can hold anything: it must not steer the terminal.
    private static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c));
}
