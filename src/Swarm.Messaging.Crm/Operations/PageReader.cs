using System.Text.Json;

namespace Swarm.Messaging.Crm.Operations;

/// <summary>Reads page scripts. Their form is published as <c>contracts/schemas/operations/browser.json</c>.</summary>
internal static class PageReader
{
    public const string LoginFile = "login";

    private static readonly string[] Words = ["input", "client", "key", "taskId", "session", "location", "since", "out"];
    private static readonly string[] LoginWords = ["client", "credentials"];

    /// <summary>Properties that each kind of step must have, and may have.</summary>
    private static readonly Dictionary<string, (string[] Must, string[] May)> Shapes = new()
    {
        [PageStep.Goto] = (["url"], []),
        [PageStep.Fill] = (["at", "value"], []),
        [PageStep.Click] = (["at"], ["navigates", "effect"]),
        [PageStep.Select] = (["at", "value"], []),
        [PageStep.Check] = (["at"], ["value"]),
        [PageStep.Expect] = (["at"], ["value", "count"]),
        [PageStep.Extract] = (["at", "as"], ["attribute", "every", "fields"]),
        [PageStep.Upload] = (["at", "file", "value"], []),
        [PageStep.Download] = (["at", "as"], []),
        [PageStep.Wait] = (["at"], []),
    };

    /// <exception cref="OperationException">With everything that is wrong.</exception>
    public static (IReadOnlyDictionary<string, PageOperation> Operations, LoginScript Login) Read(string folder)
    {
        LoginScript? login = null;
        var operations = OperationFolder.Read(folder, LoginFile, fields => login = Login(fields), Operation);
        return (operations, login!);
    }

    private static LoginScript Login(FileFields fields)
    {
        fields.Text("operation");
        return new(Steps(fields, "steps", LoginWords), fields.Text("loggedOut"), fields.Text("owner"), fields.Text("ownerAttribute"));
    }

    private static PageOperation Operation(FileFields fields)
    {
        var operation = OperationFolder.Common(fields, new PageOperation { Name = "", Steps = Steps(fields, "steps", Words), Result = fields.Json("result"), Verify = Verification(fields) });
        OperationFolder.CheckPaths(fields, operation.Result?.Paths ?? [], Words);
        if (!operation.Repeatable && !operation.Steps.Any(s => s.Effect))
            fields.Problem("steps", null, "one must have \"effect\": true, from which on it may have happened; or the operation is \"repeatable\": true");
        return operation;
    }

    private static PageVerification? Verification(FileFields fields)
    {
        if (fields.Object("verify") is not { } verify)
            return null;
        var (steps, done, then) = (Steps(verify, "steps", Words), verify.Template("done", required: true), Steps(verify, "then", Words, required: false));
        OperationFolder.CheckPaths(verify, done?.Paths ?? [], Words);
        foreach (var step in steps.Concat(then).Where(s => s.Effect))
            verify.Problem("", null, $"{step} must have no effect: looking changes nothing");
        verify.NothingElse();
        return done is null ? null : new(steps, done, then);
    }

    private static List<PageStep> Steps(FileFields fields, string name, string[] words, bool required = true)
    {
        var steps = new List<PageStep>();
        foreach (var (i, json) in fields.List(name, required).Index())
        {
            if (Step(new FileFields(json, $"{fields.Place}, step {i + 1} of {name}", fields.Problems), i + 1, words) is { } step)
                steps.Add(step);
        }

        return steps;
    }

    private static PageStep? Step(FileFields fields, int number, string[] words)
    {
        var kind = fields.Text("do", required: true);
        if (kind is null)
            return null;
        if (!Shapes.TryGetValue(kind, out var shape))
        {
            fields.Problem("do", JsonSerializer.SerializeToElement(kind), $"it must be one of {string.Join(", ", PageStep.All)}");
            return null;
        }

        bool Takes(string property) => shape.Must.Contains(property) || shape.May.Contains(property);
        Template? Place(string property) => Takes(property) ? fields.Template(property, required: shape.Must.Contains(property)) : null;
        var step = new PageStep
        {
            Do = kind,
            Number = number,
            Url = Place("url"),
            At = Place("at"),
            Value = Place("value"),
            File = Place("file"),
            As = Takes("as") ? fields.Text("as", required: true) : null,
            Attribute = Takes("attribute") ? fields.Text("attribute") : null,
            Every = Takes("every") && fields.Flag("every"),
            Fields = Takes("fields") ? fields.Texts("fields") : [],
            Count = Takes("count") ? fields.Number("count", 0, 10_000) : null,
            Navigates = Takes("navigates") && fields.Flag("navigates"),
            Effect = Takes("effect") && fields.Flag("effect"),
            When = fields.Text("when"),
        };
        OperationFolder.CheckPaths(fields, new[] { step.Url, step.At, step.Value, step.File }.SelectMany(t => t?.Paths ?? []).Concat(step.When is { } when ? [when] : []), words);
        fields.NothingElse();
        return step;
    }
}
