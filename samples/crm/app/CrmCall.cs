using System.Text.Json;
using Row = System.Collections.Generic.Dictionary<string, object?>;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>A request of a page's form or of the REST interface, which mean the same: fields by name, the client it is for.</summary>
internal sealed class CrmCall(CrmDatabase data, string client, string at, IReadOnlyDictionary<string, string> fields)
{
    public CrmDatabase Data => data;

    public string Client => client;

    /// <summary>Now, as text that sorts.</summary>
    public string At => at;

    /// <summary>Null when absent or empty.</summary>
    public string? Field(string name) => fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    public string Required(string name) => Field(name) ?? throw new CrmException(400, $"{name} is missing.");

    public string[] List(string name) => Required(name).Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The contact that <c>contact</c> names.</summary>
    public Row Contact() => Found("contacts", Required("contact"));

    public Row Found(string table, string id) =>
        data.One($"select * from {table} where client = $client and id = $id", ("client", client), ("id", id)) ?? throw new CrmException(404, $"There is no entry {id} in {table}.");

    /// <summary>The fields of a form or JSON body, and of the path.</summary>
    public static async Task<CrmCall> OfAsync(HttpContext http, CrmDatabase data, string client, TimeProvider time)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (http.Request.HasFormContentType)
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
            foreach (var (name, value) in form)
                fields[name] = value.ToString();
            foreach (var file in form.Files)
            {
                using var reader = new StreamReader(file.OpenReadStream());
                fields[file.Name] = await reader.ReadToEndAsync(http.RequestAborted).ConfigureAwait(false);
            }
        }
        else if (http.Request.HasJsonContentType())
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted).ConfigureAwait(false);
            Add(fields, body.RootElement);
        }

        foreach (var (name, value) in http.Request.Query)
            fields.TryAdd(name, value.ToString());
        foreach (var (name, value) in http.Request.RouteValues)
            fields[name] = value?.ToString() ?? "";
        return new CrmCall(data, client, time.GetUtcNow().ToString("O"), fields);
    }

    /// <summary>One item of a bulk call.</summary>
    public CrmCall With(JsonElement item)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(own, item);
        return new CrmCall(data, client, at, own);
    }

    private static void Add(Dictionary<string, string> fields, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new CrmException(400, "The body must be a JSON object.");
        foreach (var field in json.EnumerateObject())
        {
            fields[field.Name] = field.Value.ValueKind == JsonValueKind.Array && field.Value.EnumerateArray().All(v => v.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                ? string.Join(',', field.Value.EnumerateArray().Select(v => v.ToString())) : field.Value.ValueKind == JsonValueKind.Null ? "" : field.Value.ToString();
        }
    }
}
