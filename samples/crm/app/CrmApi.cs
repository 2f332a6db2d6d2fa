using System.Text.Json;
using Row = System.Collections.Generic.Dictionary<string, object?>;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>The REST interface of a location, below <c>/api/locations/{client}</c>: JSON, a bearer token, limits in headers.</summary>
internal static class CrmApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/locations/{client}");
        Act(api, "POST", "contacts", "contact_create", CrmActions.ContactCreate);
        Act(api, "PUT", "contacts/{contact}", "contact_update", CrmActions.ContactUpdate);
        Act(api, "DELETE", "contacts/{contact}", "contact_delete", CrmActions.ContactDelete);
        Act(api, "PUT", "contacts/{contact}/fields/{field}", "custom_field_update", CrmActions.FieldUpdate);
        Act(api, "POST", "contacts/{contact}/tags", "tag_add", CrmActions.TagAdd);
        Act(api, "DELETE", "contacts/{contact}/tags/{tag}", "tag_remove", CrmActions.TagRemove);
        Act(api, "POST", "contacts/{contact}/messages", "conversation_send", CrmActions.MessageSend);
        Act(api, "POST", "contacts/{contact}/notes", "note_create", CrmActions.NoteCreate);
        Act(api, "POST", "contacts/{contact}/tasks", "task_create", CrmActions.TaskCreate);
        Act(api, "POST", "contacts/{contact}/campaigns", "campaign_add", CrmActions.CampaignAdd);
        Act(api, "DELETE", "contacts/{contact}/campaigns/{campaign}", "campaign_remove", CrmActions.CampaignRemove);
        Act(api, "POST", "contacts/{contact}/workflows/{workflow}", "workflow_trigger", CrmActions.WorkflowTrigger);
        Act(api, "POST", "bookings", "calendar_booking", CrmActions.Book);
        Act(api, "POST", "opportunities", "opportunity_create", CrmActions.OpportunityCreate);
        Act(api, "PUT", "opportunities/{opportunity}", "opportunity_update", CrmActions.OpportunityUpdate);
        Act(api, "PUT", "pipelines/{pipeline}", "pipeline_update", CrmActions.PipelineUpdate);
        Act(api, "POST", "reports", "report_generate", CrmActions.Report);
        Act(api, "POST", "exports", "data_export", c => new Row { ["content"] = CrmActions.Export(c) });
        Act(api, "POST", "bulk", "bulk_operation", CrmActions.Bulk);
        Act(api, "POST", "integrations/{integration}/sync", "integration_sync", CrmActions.Sync);
        foreach (var (name, action) in new (string, Func<CrmCall, Row>)[] { ("contact_create", CrmActions.ContactCreate), ("tag_add", CrmActions.TagAdd), ("tag_remove", CrmActions.TagRemove) })
            Many(api, name, action);
        foreach (var table in new[] { "contacts", "messages", "notes", "tasks", "bookings", "opportunities", "workflowRuns", "bulkRuns" })
            List(api, table);
    }

    private static void Act(IEndpointRouteBuilder api, string method, string path, string name, Func<CrmCall, Row> action) => api.MapMethods(path, [method], async http =>
    {
        var call = await CrmPages.CallAsync(http).ConfigureAwait(false);
        var settings = http.RequestServices.GetRequiredService<CrmSettings>();
        var key = settings.IdempotentActions.Contains(name) ? http.Request.Headers["Idempotency-Key"].ToString() : "";
        if (key.Length > 0 && call.Data.One(
            "select answer from idempotency where client = $client and action = $name and key = $key", ("client", call.Client), ("name", name), ("key", key)) is { } known)
        {
            http.Response.Headers["Idempotency-Replayed"] = "true";
            await AnswerAsync(http, JsonSerializer.Deserialize<Row>((string)known["answer"]!)!).ConfigureAwait(false);
            return;
        }

        var faults = http.RequestServices.GetRequiredService<CrmFaults>();
        await faults.BeforeAsync(name, http.Request.Headers["Idempotency-Key"].ToString()).ConfigureAwait(false);
        var made = action(call);
        if (key.Length > 0)
            call.Data.Run("insert or ignore into idempotency values ($client, $name, $key, $answer)", ("client", call.Client), ("name", name), ("key", key), ("answer", JsonSerializer.Serialize(made)));
        await faults.AfterAsync(name).ConfigureAwait(false);
        await AnswerAsync(http, made).ConfigureAwait(false);
    });

    /// <summary>Many at once: <c>{ "items": [ ... ] }</c> is answered by <c>{ "items": [ { "ok", ... } ] }</c> in the same order. It counts as one request.</summary>
    private static void Many(IEndpointRouteBuilder api, string name, Func<CrmCall, Row> action) => api.MapPost($"bulk/{name}", async http =>
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted).ConfigureAwait(false);
        var call = new CrmCall(
            http.RequestServices.GetRequiredService<CrmDatabase>(), http.GetRouteValue("client")!.ToString()!, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToString("O"), new Dictionary<string, string>());
        var faults = http.RequestServices.GetRequiredService<CrmFaults>();
        await faults.BeforeAsync(name).ConfigureAwait(false);
        var made = body.RootElement.GetProperty("items").EnumerateArray().Select(item => One(call, item, action)).ToList();
        await faults.AfterAsync(name).ConfigureAwait(false);
        await http.Response.WriteAsJsonAsync(new { items = made }).ConfigureAwait(false);
    });

    private static Row One(CrmCall call, JsonElement item, Func<CrmCall, Row> action)
    {
        try
        {
            return new Row(action(call.With(item))) { ["ok"] = true };
        }
        catch (CrmException e)
        {
            return new Row { ["ok"] = false, ["status"] = e.Status, ["error"] = e.Message };
        }
    }

    /// <summary>The newest entries, by <c>reference</c> and <c>contact</c> if those are given.</summary>
    private static void List(IEndpointRouteBuilder api, string table) => api.MapGet(table, async http =>
    {
        var call = await CrmPages.CallAsync(http).ConfigureAwait(false);
        var contact = table is "contacts" or "bulkRuns" ? "" : " and ($contact is null or contact = $contact)";
        var rows = call.Data.All(
            $"select * from {table} where client = $client and ($reference is null or reference = $reference){contact} order by id desc limit 200",
            ("client", call.Client), ("reference", call.Field("reference")), ("contact", call.Field("contact")));
        rows.ForEach(r => r["id"] = Convert.ToString(r["id"]));
        await http.Response.WriteAsJsonAsync(new { items = rows }).ConfigureAwait(false);
    });

    private static Task AnswerAsync(HttpContext http, Row made)
    {
        http.Response.StatusCode = http.Request.Method == "POST" ? 201 : 200;
        return http.Response.WriteAsJsonAsync(made);
    }
}
