Option Explicit

' The buttons of the workbench: each starts the program dangjian-xl on this workbook and returns at once (through the
' xlwings add-in, when the program is done). The program writes what it has to say into the workbook that is open here.
' Names of the workbook: djxl_program, djxl_scheme_name, djxl_state, djxl_say_..., and djxl_wait where the program may
' take another time than 20 seconds to give a sign of life. Sentences are read from cells: this text is ASCII.

' Until when the program that was started may be silent; 0 while none is waited for.
Private deadline As Date

Public Sub djxl_step_check()
    RunStep "check"
End Sub

Public Sub djxl_step_issue()
    RunStep "issue"
End Sub

Public Sub djxl_step_collect()
    RunStep "collect"
End Sub

Public Sub djxl_step_assess()
    RunStep "assess"
End Sub

Public Sub djxl_step_report()
    RunStep "report"
End Sub

Public Sub djxl_open_check()
    RunStep "open-check"
End Sub

Public Sub djxl_take_in()
    RunStep "take-in"
End Sub

Public Sub djxl_schedule()
    RunStep "schedule"
End Sub

Public Sub djxl_agenda()
    RunStep "agenda"
End Sub

Public Sub djxl_split()
    RunStep "split"
End Sub

Public Sub djxl_handin()
    RunStep "handin"
End Sub

Public Sub djxl_rectify()
    RunStep "rectify"
End Sub

Public Sub djxl_send_back()
    RunStep "send-back"
End Sub

Public Sub djxl_go_to()
    RunStep "go-to"
End Sub

' Looks every second whether the program has said something. Public, because only then can it be called later.
Public Sub djxl_watch()
    On Error GoTo Over
    If deadline = 0 Then Exit Sub
    If Not IsStarting() Then GoTo Over
    If Now < deadline Then
        WatchLater
        Exit Sub
    End If
    NamedCell("djxl_state").Value = Sentence("djxl_say_no_answer")
Over:
    deadline = 0
    Application.StatusBar = False
End Sub

Private Sub RunStep(ByVal verb As String)
    Dim refusal As String

    On Error GoTo Broken
    ' a second click, or a double one
    If Now < deadline And IsStarting() Then Exit Sub
    refusal = WhyNot(verb)
    If refusal <> "" Then
        MsgBox Sentence(refusal), vbExclamation
    Else
        StartStep verb
    End If
    Exit Sub
Broken:
    Application.StatusBar = False
    MsgBox BrokenSentence(), vbCritical
End Sub

' The name of the sentence that tells why no step can be run here; "" where one can.
Private Function WhyNot(ByVal verb As String) As String
    Dim scheme As String

    WhyNot = ""
    scheme = FullPath(ThisWorkbook.Path, Sentence("djxl_scheme_name"))
    If ThisWorkbook.Path = "" Then
        WhyNot = "djxl_say_unsaved"
    ElseIf Not FileExists(scheme) Then
        WhyNot = "djxl_say_elsewhere"
    ElseIf IsReadOnly() Then
        WhyNot = "djxl_say_readonly"
    ElseIf ReadsScheme(verb) And IsOpenUnsaved(scheme) Then
        WhyNot = "djxl_say_scheme_unsaved"
    End If
End Function

' The other buttons look at what is open, saved or not, or only open something.
Private Function ReadsScheme(ByVal verb As String) As Boolean
    ReadsScheme = InStr(" check issue collect assess report take-in schedule agenda split handin rectify ", " " & verb & " ") > 0
End Function

Private Sub StartStep(ByVal verb As String)
    Dim state As Object
    Dim before As Variant
    Dim missing As String
    Dim call_line As String
    Dim seconds As Long

    ' All of it before anything is done.
    missing = Sentence("djxl_say_no_python")
    call_line = CommandLine(verb)
    seconds = Patience()
    Set state = NamedCell("djxl_state")
    before = state.Value
    state.Value = Sentence("djxl_say_starting")
    Application.StatusBar = Sentence("djxl_say_starting")
    On Error GoTo Absent
    If HasAddIn() Then
        Application.Run "xlwings.xlam!RunPython", "from dangjian_xl import xl; xl.run_from_button('" & verb & "')"
    Else
        Shell call_line, vbHide
    End If
    ' It runs: whatever happens now is no reason to say that it does not.
    On Error Resume Next
    deadline = DateAdd("s", seconds, Now)
    WatchLater
    Exit Sub
Absent:
    state.Value = before
    Application.StatusBar = False
    MsgBox missing, vbExclamation
End Sub

Private Function CommandLine(ByVal verb As String) As String
    Dim program As String

    program = Sentence("djxl_program")
    If Not FileExists(program) Then program = "dangjian-xl"
    ' Path and name, for LibreOffice takes the name alone for the full one.
    CommandLine = Quoted(program) & " workbench " & Quoted(FullPath(ThisWorkbook.Path, ThisWorkbook.Name)) & " " & verb
End Function

Private Sub WatchLater()
    Dim macro As String

    macro = "djxl_watch"
    ' By the workbook's name as well, for two workbenches may be open. Not where it has an apostrophe: Excel wants that
    ' doubled, LibreOffice does not.
    If InStr(ThisWorkbook.Name, "'") = 0 Then macro = "'" & ThisWorkbook.Name & "'!" & macro
    Application.OnTime DateAdd("s", 1, Now), macro
End Sub

Private Function IsStarting() As Boolean
    IsStarting = (CStr(NamedCell("djxl_state").Value) = Sentence("djxl_say_starting"))
End Function

Private Function Patience() As Long
    Patience = 20
    On Error Resume Next
    Patience = CLng(Sentence("djxl_wait"))
End Function

Private Function HasAddIn() As Boolean
    Dim book As Object

    Set book = Nothing
    On Error Resume Next
    Set book = Application.Workbooks("xlwings.xlam")
    HasAddIn = Not book Is Nothing
End Function

Private Function IsOpenUnsaved(ByVal file As String) As Boolean
    Dim book As Object

    IsOpenUnsaved = False
    For Each book In Application.Workbooks
        If StrComp(FullPath(book.Path, book.Name), file, vbTextCompare) = 0 Then
            If Not book.Saved Then IsOpenUnsaved = True
        End If
    Next book
End Function

Private Function FullPath(ByVal folder As String, ByVal file As String) As String
    FullPath = folder & Application.PathSeparator & file
End Function

Private Function FileExists(ByVal file As String) As Boolean
    FileExists = False
    If file = "" Then Exit Function
    ' a place that cannot be looked at, such as one on the web, is an error
    On Error Resume Next
    FileExists = (Dir(file) <> "")
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = """" & text & """"
End Function

Private Function IsReadOnly() As Boolean
    Dim before As Boolean

    On Error GoTo Unknown
    IsReadOnly = ThisWorkbook.ReadOnly
    Exit Function
Unknown:
    ' LibreOffice does not say. But a workbook that may not be written stays saved, whatever it is told.
    before = ThisWorkbook.Saved
    ThisWorkbook.Saved = False
    IsReadOnly = ThisWorkbook.Saved
    ThisWorkbook.Saved = before
End Function

Private Function NamedCell(ByVal key As String) As Object
    Set NamedCell = ThisWorkbook.Names(key).RefersToRange
End Function

Private Function Sentence(ByVal key As String) As String
    Sentence = CStr(NamedCell(key).Value)
End Function

' Lost cells leave one sentence that still has to be said: the workbench is damaged.
Private Function BrokenSentence() As String
    Dim text As String

    On Error Resume Next
    text = Sentence("djxl_say_broken")
    If text = "" Then
        text = ChrW(&H5DE5) & ChrW(&H4F5C) & ChrW(&H53F0) & ChrW(&H5DF2) & ChrW(&H635F) & ChrW(&H574F) _
            & ChrW(&H3002)
    End If
    BrokenSentence = text
End Function
