using System.Text.Json;

namespace Swarm.Messaging.Crm.Operations;

/// <summary>Reads descriptions of calls. Their form is published as <c>contracts/schemas/operations/rest.json</c>.</summary>
internal static class RestReader
{
    public const string ConnectionFile = "connection";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] Words = ["input", "client", "key", "taskId", "session", "location", "since"];
    private static readonly string[] BulkWords = ["client", "items"];
    private static readonly string[] ConnectionWords = ["client", "credentials"];

    /// <exception cref="OperationException">With everything that is wrong.</exception>
    public static (IReadOnlyDictionary<string, RestOperation> Operations, RestConnection Connection) Read(string folder)
    {
        RestConnection? connection = null;
        var operations = OperationFolder.Read(folder, ConnectionFile, fields => connection = Connection(fields), Operation);
        return (operations, connection!);
    }

    private static RestConnection Connection(FileFields fields)
    {
        var (headers, key) = (Headers(fields, ConnectionWords), fields.Template("limitKey"));
        OperationFolder.CheckPaths(fields, key?.Paths ?? [], "client", "location");
        var loggedOut = fields.Has("loggedOut") ? fields.List("loggedOut").Select((s, i) => Status(fields, s, "loggedOut", i, 400)).ToArray() : [401];
        return new(headers, key, loggedOut);
    }

    private static RestOperation Operation(FileFields fields) =>
        OperationFolder.Common(fields, new RestOperation { Name = "", Call = Call(fields, Words), Verify = Verification(fields), Bulk = Bulk(fields) });

    private static RestVerification? Verification(FileFields fields)
    {
        if (fields.Object("verify") is not { } verify)
            return null;
        var found = new RestVerification(Call(verify, Words), Pointer(verify, "done") ?? "");
        if (found.Call.Method != "GET")
            verify.Problem("method", null, $"it is {found.Call.Method}; looking changes nothing: GET");
        verify.NothingElse();
        return found;
    }

    private static RestBulk? Bulk(FileFields fields)
    {
        if (fields.Object("bulk") is not { } bulk)
            return null;
        var item = bulk.Json("item");
        if (item is null)
            bulk.Problem("item", null, "it is missing; it must be what the list holds for each");
        OperationFolder.CheckPaths(bulk, item?.Paths ?? [], Words);
        var found = new RestBulk(
            Call(bulk, BulkWords), item ?? JsonTemplate.Parse(JsonSerializer.SerializeToElement("")), Pointer(bulk, "items") ?? "", Pointer(bulk, "ok") ?? "", Pointer(bulk, "error") ?? "",
            bulk.Number("most", 1, 1_000) ?? 100);
        bulk.NothingElse();
        return found;
    }

    private static RestCall Call(FileFields fields, string[] words)
    {
        var method = fields.Text("method", required: true) ?? "GET";
        if (!Methods.Contains(method))
            fields.Problem("method", null, $"'{method}' must be one of {string.Join(", ", Methods)}");
        var path = fields.Template("path", required: true);
        if (path is not null && !path.Source.StartsWith('/'))
            fields.Problem("path", null, $"'{path}' must begin with /: it is below the base address");
        var (headers, body) = (Headers(fields, words), fields.Json("body"));
        OperationFolder.CheckPaths(fields, (path?.Paths ?? []).Concat(body?.Paths ?? []), words);
        return new RestCall
        {
            Method = method,
            Path = path ?? Template.Parse("/"),
            Headers = headers,
            Body = body,
            Success = [.. fields.List("success").Select((s, i) => Status(fields, s, "success", i, 200))],
            Result = [.. fields.Texts("result").Where(r => Rooted(fields, $"result.{r.Name}", r.Value))],
        };
    }

    private static List<(string Name, Template Value)> Headers(FileFields fields, string[] words)
    {
        var headers = new List<(string, Template)>();
        foreach (var (name, value) in fields.Texts("headers"))
        {
            try
            {
                var template = Template.Parse(value);
                OperationFolder.CheckPaths(fields, template.Paths, words);
                headers.Add((name, template));
            }
            catch (FormatException e)
            {
                fields.Problem($"headers.{name}", null, e.Message);
            }
        }

        return headers;
    }

    private static int Status(FileFields fields, JsonElement value, string name, int i, int least)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var status) && status >= least && status < 500)
            return status;
        fields.Problem($"{name}[{i}]", value, $"it must be an HTTP status from {least} to 499");
        return least;
    }

    private static string? Pointer(FileFields fields, string name) =>
        fields.Text(name, required: true) is { } text && Rooted(fields, name, text) ? text : null;

    private static bool Rooted(FileFields fields, string name, string pointer)
    {
        if (pointer.StartsWith('/'))
            return true;
        fields.Problem(name, null, $"'{pointer}' must be a JSON pointer: it begins with /");
        return false;
    }
}
